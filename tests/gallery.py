"""A stand-alone gallery of the design system: every part with invented sample data, to look at and to check.

Not part of the product: `python -m tests.gallery` serves it on 127.0.0.1:8001; the tests ask it for pages.
"""

from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask, Response, flash, render_template, request, session
from flask_babel import Babel
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange

from service.web.frame import written
from tests.gallery_samples import DOCUMENTS, ENTRIES, HOUSEHOLDS, OFFERS

ROOT = Path(__file__).resolve().parent.parent
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
PAGES = (
    "record",
    "list",
    "form",
    "notice",
    "sign-in",
    "errors/400",
    "errors/403",
    "errors/404",
    "errors/405",
    "errors/409",
    "errors/413",
    "errors/429",
    "errors/500",
)


class SignInForm(FlaskForm):  # type: ignore[misc]
    login = StringField("账号", validators=[InputRequired()])
    password = PasswordField("密码", validators=[InputRequired()])


class MeetingForm(FlaskForm):  # type: ignore[misc]
    held_on = DateField("会议日期", validators=[InputRequired("请填写会议日期。")])
    due = DecimalField("应到代表", validators=[InputRequired("请填写应到人数。"), NumberRange(1, 500)])
    present = DecimalField(
        "实到代表", validators=[InputRequired("请填写实到人数。")], description="不少于应到代表的三分之二。"
    )
    place = SelectField("会议地点", choices={"office": "村委会会议室", "school": "村小学"})
    agreed = RadioField("本户是否同意退出", choices={"yes": "是", "no": "否"}, validators=[InputRequired("请选择。")])
    public = BooleanField("会议记录已在村务公开栏公示", description="公示照片另行上传。")
    opinion = TextAreaField("会议意见", description="写明表决情况与不同意见。")
    evidence = MultipleFileField("会议记录与签到表", description="照片或 PDF,合计不超过 20 MB。")


def stages(current: int) -> list[dict[str, Any]]:
    """The six stages with `current` (0–5) as the one that the record stands in."""
    labels = ("已识别", "帮扶中", "拟退出", "公示中", "已批准", "已归档")
    english = ("Identified", "Assisted", "Proposed for exit", "Publicized", "Approved", "Archived")
    shown = english if request.args.get("lang") == "en" else labels
    return [
        {
            "label": label,
            "state": "done" if place < current else "current" if place == current else "future",
            "note": "2018年10月15日" if place == 1 else "乡镇已审核" if place == current else None,
        }
        for place, label in enumerate(shown)
    ]


def create_gallery(translations: Path = ROOT / "service" / "translations") -> Flask:
    """The gallery as an application of its own; `translations` is the folder of its message catalogues."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "service" / "static"))
    app.config.update(
        SECRET_KEY="gallery",
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(translations),
    )

    def locale() -> str:
        return LOCALES[request.args.get("lang", "zh")]

    Babel(app, locale_selector=locale)
    app.jinja_env.filters["written"] = written
    CSRFProtect(app)

    @app.context_processor
    def frame() -> dict[str, Any]:
        chinese = request.args.get("lang", "zh") == "zh"
        items = (
            ("待办", "辖区", "公示公告", "程序", "规则", "目标", "账号")
            if chinese
            else ("Waiting for you", "Places", "Notices", "Procedures", "Rules", "Targets", "Accounts")
        )
        return {
            "locale": locale(),
            "languages": [
                {"code": "zh-Hans", "label": "中文", "url": "?lang=zh", "current": chinese},
                {"code": "en", "label": "English", "url": "?lang=en", "current": not chinese},
            ],
            "navigation": []
            if request.path == "/sign-in"
            else [
                {"label": label, "url": f"#{label}", "current": place == 0, "count": 12 if place == 0 else None}
                for place, label in enumerate(items)
            ],
            "signed_in": None
            if request.path == "/sign-in"
            else {"name": "示例甲", "role": "村委会经办", "place": "东湖渔业村", "sign_out_url": "#out"},
            "demonstration": {"today": date(2019, 1, 7), "next_day_url": "#day", "end_of_period_url": "#end"},
        }

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    @app.get("/")
    @app.get("/<any(record, list, form, notice):page>")
    def show(page: str = "record") -> str:
        form = MeetingForm(meta={"csrf": False}, formdata=None)
        if page == "form":
            form = MeetingForm(data={"place": "office"}, meta={"csrf": False})
            form.validate()
            form.present.errors = ["实到 20 人,不足应到 42 人的三分之二。"]
        if page == "record":
            flash("已公示:第 3 号公示已取得编号。", "success")
        return render_template(
            "gallery.html",
            page=page,
            stages=stages(3),
            offers=OFFERS,
            entries=ENTRIES,
            documents=DOCUMENTS,
            households=HOUSEHOLDS,
            form=form,
        )

    @app.get("/sign-in")
    def sign_in() -> str:
        session.clear()
        roles = (
            ("village", "村委会经办", "东湖渔业村"),
            ("team", "驻村工作队", "东湖渔业村"),
            ("township", "乡镇审核", "临水镇(虚构机构)"),
            ("county", "县扶贫办审批", "霍邱县"),
            ("city", "市级审批", "六安市"),
            ("auditor", "审计", "安徽省"),
        )
        accounts = [
            {
                "login": login,
                "password": "demonstration",
                "name": f"示例{'甲乙丙丁戊己'[place]}",
                "role": role,
                "place": where,
            }
            for place, (login, role, where) in enumerate(roles)
        ]
        return render_template("session/sign_in.html", form=SignInForm(), accounts=accounts, message="账号或密码不对。")

    @app.get("/errors/<int:number>")
    def error(number: int) -> str:
        return render_template(
            f"errors/{number}.html",
            entries=ENTRIES[:2],
            retry_url="#retry",
            attempt="批准退出",
            opinion="同意退出。",
            reasons=["本页只向乡镇审核人开放。"],
            limit="20 MB",
            retry_after="5 分钟",
            incident="7f3a-20190107",
        )

    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(ROOT / "tests" / "gallery_pages")]
    )
    return app


if __name__ == "__main__":
    create_gallery().run(port=8001)
