"""The pictures of the user guide and the README, taken from a running demo: `make pictures`.

python -m tests.e2e.pictures http://localhost:8000 [branch anyone member staff administrator]

The demo should be a fresh one (`bin/run --reset`): a disclosure is written, returned, mended and published on the way,
and a member studies. Pictures are WebP under docs/pictures/, small enough to be kept with the text.
"""

import io
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.e2e.editor import add_block, open_actions

TARGET = Path(__file__).parents[2] / "docs" / "pictures"
PASSWORD = "qingping-2026"
WIDTH = 1000  # pixels of a wide picture as it is kept
TITLE = "石桥村党总支2026年第四季度走访慰问情况"


class Camera:
    """A browser at a running demo, and where its pictures go."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address

    @contextmanager
    def person(self, name: str = "", *, phone: bool = False) -> Iterator[Any]:
        """Somebody's own browser, signed in when there is a name."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            viewport={"width": 390, "height": 780} if phone else {"width": 1280, "height": 800},
            device_scale_factor=2 if phone else 1,
            has_touch=phone,
            is_mobile=phone,
        )
        page = context.new_page()
        if name:
            page.goto("/sign-in/")
            page.fill("[name=username]", name)
            page.fill("[name=password]", PASSWORD)
            with page.expect_navigation():
                page.click("main button[type=submit]")
        yield page
        context.close()

    def wide(self, page: Any, name: str, *, height: int = 800) -> None:
        """Keep what is on a wide screen."""
        page.set_viewport_size({"width": 1280, "height": height})
        page.wait_for_timeout(300)
        picture = Image.open(io.BytesIO(page.screenshot()))
        keep(picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS), name)

    def phones(self, shots: list[bytes], name: str) -> None:
        """Keep screens of a phone side by side."""
        screens = [
            Image.open(io.BytesIO(shot)).convert("RGB").resize((320, 640), Image.Resampling.LANCZOS) for shot in shots
        ]
        sheet = Image.new("RGB", (len(screens) * 340 - 20, 640), "white")
        for number, screen in enumerate(screens):
            sheet.paste(screen, (number * 340, 0))
        keep(sheet, name)


def keep(picture: Image.Image, name: str) -> None:
    """Write one picture."""
    TARGET.mkdir(exist_ok=True)
    picture.convert("RGB").save(TARGET / f"{name}.webp", "WEBP", quality=78, method=6)
    print(f"{name}.webp", (TARGET / f"{name}.webp").stat().st_size // 1024, "kB")


# ── the four kinds of people ────────────────────────────────────────────────
def a_branch_publishes(camera: Camera) -> None:
    """支部发布公开: write, submit, come back, mend; and what the reviewer sees."""
    with camera.person("demo.fabu") as publisher, camera.person("demo.xuanchuan") as reviewer:
        publisher.goto("/work/pages/write/")
        camera.wide(publisher, "write")
        publisher.click("text=开始写 >> nth=0")
        publisher.fill("[name=title]", TITLE)
        item = publisher.locator("[name=catalogue_item] option:has-text('走访慰问情况')").get_attribute("value")
        publisher.select_option("[name=catalogue_item]", item)
        publisher.fill("[name=made_on]", time.strftime("%Y-%m-%d"))
        publisher.fill("[name=secrecy_checked_by]", "何建国")
        add_block(publisher, "文字")
        publisher.locator("[contenteditable=true]").first.click()
        publisher.keyboard.insert_text("第四季度走访慰问生活困难党员12户，每户500元，共6,000元，均由本人签收。")
        publisher.keyboard.press("Escape")
        publisher.evaluate(
            "document.activeElement.blur(); scrollTo(0, 0); document.querySelector('main').scrollTo(0, 0)"
        )
        camera.wide(publisher, "editor", height=1100)
        open_actions(publisher)
        publisher.evaluate("document.querySelector('main').scrollTo(0, 0)")
        camera.wide(publisher, "submit", height=560)
        publisher.click("button[name=action-submit]")
        publisher.wait_for_url("**/admin/pages/*/")

        reviewer.goto("/work/")
        reviewer.click(f"text=审核：{TITLE}")
        reviewer.wait_for_url("**/work/pages/*/")
        camera.wide(reviewer, "review", height=1000)
        address = reviewer.url
        reviewer.fill("[name=reason]", "请写明慰问标准的依据")
        reviewer.click("button[value=return]")
        reviewer.wait_for_url("**/work/pages/")

        publisher.goto("/work/")
        camera.wide(publisher, "returned", height=960)
        publisher.goto(address)
        publisher.click("main >> text=去修改 >> nth=0")
        publisher.wait_for_url("**/edit/")
        publisher.fill("[name=basis]", "《中国共产党党内关怀帮扶办法》")
        open_actions(publisher)
        publisher.click("button[name=action-submit]")
        publisher.wait_for_url("**/admin/pages/*/")
        reviewer.goto(address)
        reviewer.click("button[value=approve]")
        reviewer.wait_for_url("**/work/pages/")
    with camera.person("demo.shuji") as secretary:
        secretary.goto("/work/funds/")
        camera.wide(secretary, "funds")
        secretary.click("main a:has-text('2026年第四季度工作经费申请') >> nth=0")
        secretary.wait_for_load_state()
        camera.wide(secretary, "application", height=1000)


def a_member_studies(camera: Camera) -> None:
    """党员在线学习: on a phone, from the course to the hours."""
    with camera.person("demo.dangyuan", phone=True) as member:
        member.goto("/courses/")
        shots = [member.screenshot()]
        member.click("main a:has-text('三会一课')")
        member.wait_for_load_state()
        shots.append(member.screenshot())
        begin = member.locator("button:has-text('开始学习')")
        if begin.count():
            with member.expect_navigation():
                begin.first.click()
        shots.append(member.screenshot())
        camera.phones(shots, "study")
        member.click("[data-poster] button")
        member.evaluate("document.querySelector('video').playbackRate = 8")
        member.locator("text=本课已看完").wait_for(timeout=60_000)
        member.reload()
        with member.expect_navigation():
            member.click("text=下一课 >> xpath=../.. >> a.button")
        with member.expect_navigation():
            member.click("button:has-text('已读完')")
        with member.expect_navigation():
            member.click("a:has-text('去测验')")
        with member.expect_navigation():
            member.click("button:has-text('开始作答')")
        for answer in ("每季度", "半数以上", "每月相对固定1天"):
            member.locator(f"label:has-text('{answer}')").first.click()
        member.evaluate("scrollTo(0, 0)")
        shots = [member.screenshot()]
        with member.expect_navigation():
            member.click("button:has-text('交卷')")
        shots.append(member.screenshot())
        member.goto("/my/")
        shots.append(member.screenshot())
        camera.phones(shots, "quiz")


def anyone_reads(camera: Camera) -> None:
    """群众查阅公开: find, read, verify, write."""
    with camera.person() as visitor:
        visitor.goto("/")
        camera.wide(visitor, "home", height=900)
        visitor.goto("/organisations/?q=石桥")
        camera.wide(visitor, "finder", height=700)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            visitor.goto(f"/search/?q={TITLE}")
            if visitor.locator(f"main a:has-text('{TITLE}')").count():
                break
            visitor.wait_for_timeout(1000)
        visitor.goto(f"/search/?q={TITLE}")
        visitor.click(f"main a:has-text('{TITLE}') >> nth=0")
        visitor.wait_for_url("**/disclosures/*/")
        while "待封存" in visitor.inner_text("main") and time.monotonic() < deadline:
            visitor.wait_for_timeout(2000)
            visitor.reload()
        camera.wide(visitor, "disclosure", height=900)
        visitor.click("text=查看并核验证明")
        visitor.wait_for_load_state()
        camera.wide(visitor, "proof")
        visitor.go_back()
        visitor.click("text=提出问题或建议")
        visitor.fill("[name=text]", "12户是怎样选出来的？请公布评议的时间和方法。")
        camera.wide(visitor, "feedback")


def staff_look_things_up(camera: Camera) -> None:
    """工作人员查档管事: the desk, members, a look at a number, the ledger."""
    with camera.person("demo.zhenzuzhi") as section:
        section.goto("/work/")
        camera.wide(section, "desk")
        section.click("main >> text=初审 >> nth=0")
        section.wait_for_load_state()
        section.evaluate("document.querySelector('.action-bar, [data-guard]')?.scrollIntoView()")
        camera.wide(section, "funds-review", height=900)
    with camera.person("demo.dangan") as archivist:
        archivist.goto("/work/members/?name=启")
        camera.wide(archivist, "members", height=700)
        archivist.locator("main table a, main .table a").first.click()
        archivist.wait_for_url(re.compile(r"/work/members/[0-9a-f-]{36}/"))
        archivist.click("text=查看完整号码或敏感内容")
        archivist.fill("[name=reason]", "办理组织关系转接，核对证件")
        camera.wide(archivist, "reveal", height=900)
    with camera.person("demo.shenji") as auditor:
        auditor.goto("/work/funds/ledger/")
        camera.wide(auditor, "ledger", height=1500)


def an_administrator_keeps_the_tree(camera: Camera) -> None:
    """组织管理员: one organisation with who is in post."""
    with camera.person("demo.xianzuzhi") as administrator:
        administrator.goto("/work/organisations/?q=柳溪镇党委")
        administrator.click("main table a >> nth=0")
        administrator.wait_for_url(re.compile(r"/work/organisations/[0-9a-f-]{36}/"))
        camera.wide(administrator, "organisation", height=900)


def a_catalogue_is_kept(camera: Camera) -> None:
    """编制公开目录: one matter of a town's own, with who has not disclosed it."""
    with camera.person("demo.xianzuzhi") as keeper:
        keeper.goto("/work/openness/catalogue/?q=按季")
        keeper.click("main table a >> nth=0")
        keeper.wait_for_load_state()
        camera.wide(keeper, "catalogue", height=1100)


def everybody_searches(camera: Camera) -> None:
    """搜索和查档: what the box offers, an article, results with their filters, the archive."""
    with camera.person() as visitor:
        visitor.goto("/")
        visitor.fill("header [name=q]", "shiqiao")
        visitor.get_by_role("option").first.wait_for()
        visitor.press("header [name=q]", "ArrowDown")
        camera.wide(visitor, "completion", height=560)
        visitor.goto("/search/?q=工会法第19条")
        camera.wide(visitor, "article", height=620)
        visitor.goto("/search/?q=走访慰问")
        camera.wide(visitor, "search", height=960)
    with camera.person("demo.dangan") as archivist:
        archivist.goto("/work/search/?q=党费&since=2026-01-01")
        camera.wide(archivist, "archive", height=960)
        archivist.goto("/search/?q=启明")
        camera.wide(archivist, "people", height=560)


def the_search_is_tuned(camera: Camera) -> None:
    """搜索维护: what is asked, and a synonym tried out before it is saved; nothing is saved."""
    with camera.person("demo.guanliyuan") as tuner:
        tuner.goto("/work/search/tuning/queries/")
        camera.wide(tuner, "queries", height=900)
        tuner.goto("/work/search/tuning/synonyms/new/?words=换届选举&instead=选举工作")
        with tuner.expect_navigation():
            tuner.click("button[name=try]")
        tuner.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        camera.wide(tuner, "tryout", height=1000)
        tuner.goto("/work/search/tuning/judged/")
        tuner.evaluate("document.querySelector('.chart').scrollIntoView({ block: 'end' })")
        camera.wide(tuner, "judged", height=1000)


ACTS = {
    "branch": a_branch_publishes,
    "anyone": anyone_reads,
    "member": a_member_studies,
    "staff": staff_look_things_up,
    "search": everybody_searches,
    "tuning": the_search_is_tuned,
    "administrator": an_administrator_keeps_the_tree,
    "catalogue": a_catalogue_is_kept,
}


def main() -> None:
    """Take all pictures."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        camera = Camera(browser, address)
        for name in sys.argv[2:] or ACTS:
            ACTS[name](camera)
        browser.close()


if __name__ == "__main__":
    main()
