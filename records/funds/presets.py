"""The preset a new portal starts with; a place edits it. Not an official list: drawn from the clauses named beside each.

2008规定 is 《关于中国共产党党费收缴、使用和管理的规定》（中组发〔2008〕3号）, 2017通知 is 组电明字〔2017〕5号, 38号 is 组通字〔2017〕38号.
"""

from records.funds.choices import Source

DUES, WORK, FISCAL, OTHER = Source.DUES, Source.WORK, Source.FISCAL, Source.OTHER

# code, name, sources (empty: any), basis, examples
CATEGORIES: list[tuple[str, str, list[str], str, str]] = [
    ("training", "教育培训", [], "2008规定第十九条；2017通知；38号", "轮训教材、师资、场地、交通、食宿"),
    ("party-day", "主题党日和“三会一课”", [], "2017通知；38号", "活动用品、场地、讲解"),
    ("visit", "走访慰问", [], "2008规定第十九条；2017通知", "慰问生活困难党员、老党员"),
    ("material", "学习资料", [], "2008规定第十九条；38号", "订阅党报党刊、购买学习读本"),
    ("premises", "阵地建设", [], "2017通知；38号", "党员活动室桌椅、展板、设备维护"),
    ("award", "表彰", [], "2008规定第十九条；38号", "表彰先进基层党组织、优秀党员"),
    ("election", "换届选举和组织关系", [], "2017通知；38号", "选举用品、资料印制"),
    ("relief", "补助受灾党员和修缮设施", [DUES], "2008规定第十九条", "补助遭受严重自然灾害的党员、修缮教育设施"),
    ("research", "调查研究", [WORK, FISCAL, OTHER], "38号", "课题、调研差旅"),
    ("publicity", "宣传和信息平台", [WORK, FISCAL, OTHER], "38号", "宣传品制作、信息平台维护"),
    ("charges", "工本费和手续费", [], "2017通知", "表册、党徽党旗、银行手续费"),
    ("other", "其他", [], "", "不属于以上类别的，请在说明中写明依据"),
]

# name, words, basis
PROHIBITIONS: list[tuple[str, list[str], str]] = [
    ("旅游和禁止的景区", ["旅游", "景区", "门票", "度假"], "严禁借党日活动等名义变相旅游；确需参观讲解的请写明"),
    ("宴请", ["宴请", "聚餐", "酒水", "烟酒"], "不得用于宴请"),
    ("娱乐", ["娱乐", "歌厅", "健身卡"], "不得用于娱乐、健身消费"),
    ("与党组织活动无关的资产", ["茶台", "茶具", "空调", "电视机", "家具"], "不得购置与党组织活动无关的设备"),
    ("个人补贴", ["补贴", "津贴", "奖金", "购物卡", "礼品"], "不得发放个人津贴补贴、礼品"),
    ("转嫁费用", ["招待费", "公车", "办公经费"], "不得转嫁、分摊其他费用"),
]
