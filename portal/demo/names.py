"""Invented names of an imaginary county: no person or place here is real."""

import random

COUNTY = "清平县"
# name, is a subdistrict 街道 (a work committee 党工委) or a town/township (a committee 党委)
TOWNS: list[tuple[str, bool]] = [
    ("城关街道", True),
    ("柳溪镇", False),
    ("云台乡", False),
    ("石门镇", False),
    ("青竹镇", False),
    ("白沙镇", False),
    ("枫林镇", False),
    ("龙泉乡", False),
    ("新河镇", False),
    ("梅岭乡", False),
    ("东湖街道", True),
    ("金坪镇", False),
    ("松坡镇", False),
    ("桃源乡", False),
    ("望江镇", False),
]
VILLAGES = 176  # villages and communities in all
COMMUNITY_NAMES = ["南门", "文庙", "东关", "西街", "北苑", "学府", "书院", "滨河", "和平", "新风", "永安", "长乐"]
FIRST = ["上", "下", "东", "西", "南", "北", "大", "小", "新", "老", "前", "后"]
SECOND = ["湾", "桥", "溪", "坪", "岭", "塘", "洲", "坡", "冲", "垄", "庄", "店", "堰", "铺", "坝", "沟"]
OWN = ["石桥", "杨柳", "梧桐", "双井", "三合", "合兴", "太平", "丰乐", "高峰", "红岩", "凤凰", "清水", "长岭", "古楼"]
BRANCHES = ["第一", "第二", "第三", "合作社"]

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN_SECOND = "建国伟志文明永春晓海东华军平玉秀桂兰英淑美红丽芳燕婷雪梅静云霞琴慧敏丹萍娟艳勇刚强毅俊峰磊超鹏飞宇浩涛辉斌波宁安康福寿庆德正义忠诚信成立新江河山林森清泉"
GIVEN_LAST = "国华明强军平英兰芳梅霞琴娟燕玲丽红艳敏静洁莉萍丹勇毅峰磊涛辉斌波杰鹏飞宇浩伟刚林森清泉成立新安宁康福生根发财旺兴荣贵友民德义忠诚信"


def person(chance: random.Random) -> str:
    """An invented name of two or three characters."""
    surname = chance.choice(SURNAMES)
    if chance.random() < 0.12:
        return surname + chance.choice(GIVEN_LAST)
    return surname + chance.choice(GIVEN_SECOND) + chance.choice(GIVEN_LAST)


def village_names(chance: random.Random) -> list[list[tuple[str, bool]]]:
    """For each town its villages as (short name, is a community 社区); 176 in all, unique within a town."""
    share = [VILLAGES // len(TOWNS)] * len(TOWNS)
    for number in range(VILLAGES - sum(share)):
        share[number] += 1
    places: list[list[tuple[str, bool]]] = []
    communities = list(COMMUNITY_NAMES)
    for (_town, is_subdistrict), count in zip(TOWNS, share, strict=True):
        names: list[tuple[str, bool]] = []
        if is_subdistrict:
            half = len(COMMUNITY_NAMES) // 2
            taken, communities = communities[:half], communities[half:]
            names = [(name + "社区", True) for name in taken]
        pool = [first + second for first in FIRST for second in SECOND] + OWN * 2
        chance.shuffle(pool)
        for name in dict.fromkeys(pool):
            if len(names) == count:
                break
            names.append((name + "村", False))
        places.append(names)
    if all(name != "石桥村" for name, _ in places[1]):
        places[1][0] = ("石桥村", False)  # the village most of the demo's stories take place in
    return places
