"""What a body 正文 is made of. How each looks is the theme's matter: templates go by name."""

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class HeadingBlock(blocks.StructBlock):
    """小标题."""

    text = blocks.CharBlock(label="标题", max_length=200)
    level = blocks.ChoiceBlock(label="级别", choices=[("2", "一级"), ("3", "二级")], default="2")

    class Meta:
        icon = "title"
        label = "小标题"
        template = "theme/blocks/heading.html"
        label_format = "{text}"


class PictureBlock(blocks.StructBlock):
    """图片."""

    image = ImageChooserBlock(label="图片")
    alt = blocks.CharBlock(
        label="替代文字", max_length=200, help_text="给看不到图片的读者：图上是什么。纯装饰的图片不必放进正文。"
    )
    caption = blocks.CharBlock(label="图注", max_length=200, required=False)

    class Meta:
        icon = "image"
        label = "图片"
        template = "theme/blocks/image.html"


class FileBlock(blocks.StructBlock):
    """文件."""

    document = DocumentChooserBlock(label="文件")
    title = blocks.CharBlock(label="显示名称", max_length=200, required=False, help_text="不填则用文件本身的标题")

    class Meta:
        icon = "doc-full"
        label = "文件"
        template = "theme/blocks/document.html"


class QuoteBlock(blocks.StructBlock):
    """引文."""

    text = blocks.TextBlock(label="引文")
    source = blocks.CharBlock(label="出处", max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = "引文"
        template = "theme/blocks/quote.html"


class VideoBlock(blocks.StructBlock):
    """视频: a file of our own; nothing is fetched from elsewhere."""

    document = DocumentChooserBlock(label="视频文件", help_text="mp4 或 webm，先在“附件”中上传")
    title = blocks.CharBlock(label="标题", max_length=200)
    transcript = blocks.TextBlock(label="文字稿", required=False, help_text="给听不到声音的读者，也供搜索")

    class Meta:
        icon = "media"
        label = "视频"
        template = "theme/blocks/video.html"


class BodyBlock(blocks.StreamBlock):
    """The body of every content page."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(label="文字", icon="pilcrow", features=TEXT_FEATURES, template="theme/blocks/text.html")
    image = PictureBlock()
    table = TableBlock(
        label="表格",
        icon="table",
        template="theme/blocks/table.html",
        help_text="可以从电子表格复制后粘贴。请把第一行设为表头。",
        table_options={"language": "zh-CN", "contextMenu": True},
    )
    document = FileBlock()
    quote = QuoteBlock()
    video = VideoBlock()

    class Meta:
        required = False
