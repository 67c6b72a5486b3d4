"""Reading the text of attachments 附件正文: what a file says, page by page, in a process of its own."""
