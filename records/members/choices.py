"""Codes of a member's record: value, what a reader sees, and where a colour helps its tone.

National codes are kept as they are (with leading zeros); what the standards leave open has codes of our own.
"""

from typing import Final

from django.db import models


class Category(models.TextChoices):
    """人员类别: full or probationary."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class Standing(models.TextChoices):
    """党籍状态: in place, suspended, or gone for one of three reasons. Nobody is deleted."""

    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停止党籍"
    TRANSFERRED_OUT = "transferred_out", "已转出"
    LEFT = "left", "已出党"
    DIED = "died", "已去世"


# Those whose relation 组织关系 is in the branch; the others are history, still readable.
IN_PLACE: Final = (Standing.NORMAL, Standing.SUSPENDED)

TONES: Final[dict[str, str]] = {
    Category.FULL: "plain",
    Category.PROBATIONARY: "info",
    Standing.NORMAL: "good",
    Standing.SUSPENDED: "warn",
    Standing.TRANSFERRED_OUT: "plain",
    Standing.LEFT: "plain",
    Standing.DIED: "plain",
}


class Sex(models.TextChoices):
    """性别, GB/T 2261.1."""

    UNKNOWN = "0", "未知的性别"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSPECIFIED = "9", "未说明的性别"


class Ethnicity(models.TextChoices):
    """民族, GB/T 3304."""

    HAN = "01", "汉族"
    MONGOL = "02", "蒙古族"
    HUI = "03", "回族"
    TIBETAN = "04", "藏族"
    UYGUR = "05", "维吾尔族"
    MIAO = "06", "苗族"
    YI = "07", "彝族"
    ZHUANG = "08", "壮族"
    BUYEI = "09", "布依族"
    KOREAN = "10", "朝鲜族"
    MANCHU = "11", "满族"
    DONG = "12", "侗族"
    YAO = "13", "瑶族"
    BAI = "14", "白族"
    TUJIA = "15", "土家族"
    HANI = "16", "哈尼族"
    KAZAKH = "17", "哈萨克族"
    DAI = "18", "傣族"
    LI = "19", "黎族"
    LISU = "20", "傈僳族"
    VA = "21", "佤族"
    SHE = "22", "畲族"
    GAOSHAN = "23", "高山族"
    LAHU = "24", "拉祜族"
    SUI = "25", "水族"
    DONGXIANG = "26", "东乡族"
    NAXI = "27", "纳西族"
    JINGPO = "28", "景颇族"
    KIRGIZ = "29", "柯尔克孜族"
    TU = "30", "土族"
    DAUR = "31", "达斡尔族"
    MULAO = "32", "仫佬族"
    QIANG = "33", "羌族"
    BLANG = "34", "布朗族"
    SALAR = "35", "撒拉族"
    MAONAN = "36", "毛南族"
    GELAO = "37", "仡佬族"
    XIBE = "38", "锡伯族"
    ACHANG = "39", "阿昌族"
    PUMI = "40", "普米族"
    TAJIK = "41", "塔吉克族"
    NU = "42", "怒族"
    UZBEK = "43", "乌孜别克族"
    RUSSIAN = "44", "俄罗斯族"
    EWENKI = "45", "鄂温克族"
    DEANG = "46", "德昂族"
    BONAN = "47", "保安族"
    YUGUR = "48", "裕固族"
    GIN = "49", "京族"
    TATAR = "50", "塔塔尔族"
    DERUNG = "51", "独龙族"
    OROQEN = "52", "鄂伦春族"
    HEZHEN = "53", "赫哲族"
    MONBA = "54", "门巴族"
    LHOBA = "55", "珞巴族"
    JINO = "56", "基诺族"


class Education(models.TextChoices):
    """学历, GB/T 4658."""

    DOCTOR = "11", "博士研究生"
    MASTER = "14", "硕士研究生"
    POSTGRADUATE = "10", "研究生"
    BACHELOR = "20", "大学本科"
    JUNIOR_COLLEGE = "30", "大学专科"
    SECONDARY_VOCATIONAL = "40", "中等职业教育"
    SENIOR_HIGH = "60", "普通高中"
    JUNIOR_HIGH = "70", "初中"
    PRIMARY = "80", "小学"
    OTHER = "90", "其他"


class Degree(models.TextChoices):
    """学位, GB/T 6864, by its first digit."""

    HONORARY = "1", "名誉博士"
    DOCTOR = "2", "博士"
    MASTER = "3", "硕士"
    BACHELOR = "4", "学士"


class Occupation(models.TextChoices):
    """工作岗位: the groups of the yearly bulletin. The national codes were not published, so these are our own."""

    WORKER = "worker", "工人"
    FARMER = "farmer", "农牧渔民"
    PROFESSIONAL = "professional", "专业技术人员"
    MANAGER = "manager", "管理人员"
    OFFICIAL = "official", "党政机关工作人员"
    STUDENT = "student", "学生"
    OTHER = "other", "其他职业人员"
    RETIRED = "retired", "离退休人员"


class NewStratum(models.TextChoices):
    """新社会阶层类型; our own codes."""

    NONE = "", "不属于"
    PRIVATE_TECHNICAL = "private_technical", "私营和外资企业管理技术人员"
    INTERMEDIARY = "intermediary", "中介和社会组织从业人员"
    FREELANCE = "freelance", "自由职业人员"
    NEW_MEDIA = "new_media", "新媒体从业人员"


class JoinType(models.TextChoices):
    """入党类型; our own codes."""

    ADMITTED = "admitted", "新发展"
    RESTORED = "restored", "恢复党籍"
    REJOINED = "rejoined", "重新入党"
    POSTHUMOUS = "posthumous", "追认"


class EventKind(models.TextChoices):
    """What happened to a membership 党籍变动."""

    REGISTERED = "registered", "登记入册"
    JOINED = "joined", "接收为预备党员"
    EXTENDED = "extended", "延长预备期"
    CONVERTED = "converted", "转为正式党员"
    TRANSFERRED_IN = "transferred_in", "组织关系转入"
    MOVED = "moved", "调整所在支部"
    TRANSFERRED_OUT = "transferred_out", "组织关系转出"
    SUSPENDED = "suspended", "停止党籍"
    RESTORED = "restored", "恢复党籍"
    LEFT = "left", "出党"
    DIED = "died", "去世"


# What may be the first event of a record.
ENTRY_KINDS: Final = (EventKind.REGISTERED, EventKind.JOINED, EventKind.TRANSFERRED_IN, EventKind.RESTORED)

# Which event leads to which standing.
STANDING_AFTER: Final[dict[str, str]] = {
    EventKind.SUSPENDED: Standing.SUSPENDED,
    EventKind.RESTORED: Standing.NORMAL,
    EventKind.TRANSFERRED_OUT: Standing.TRANSFERRED_OUT,
    EventKind.LEFT: Standing.LEFT,
    EventKind.DIED: Standing.DIED,
}

# How one may leave the Party 出党方式, for the event's `manner`.
LEAVING_MANNERS: Final = (
    ("withdrawal", "本人申请退党"),
    ("self_withdrawal", "自行脱党除名"),
    ("urged", "劝退"),
    ("removed", "除名"),
    ("expelled", "开除党籍"),
    ("cancelled", "取消预备党员资格"),
)


def badge(value: str, label: str) -> dict[str, str]:
    """A code as the theme's badge: {"word", "tone"}."""
    return {"word": label, "tone": TONES.get(value, "plain")}
