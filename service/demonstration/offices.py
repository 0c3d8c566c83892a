"""The offices of the demonstration: invented, with telephones that ring nowhere."""

from sqlalchemy import Connection, insert

from service.demonstration.officials import CITY, COUNTY, PROVINCE, TOWNSHIP
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.office import Office

# code, as spoken of, how it signs, before 〔year〕, telephone, address, supervision committee's telephone
OFFICES = (
    (VILLAGE_CODE, "东湖渔业村", "东湖渔业村民委员会", "东湖渔业村", "0000-6210001", "", "0000-6210002"),
    (TOWNSHIP, "水产局管辖村", "水产局扶贫工作站", "水产扶", "0000-6220003", "演示路1号", ""),
    (COUNTY, "霍邱县", "霍邱县扶贫开发领导小组", "霍扶组", "0000-6230001", "演示路2号", ""),
    (CITY, "六安市", "六安市扶贫开发领导小组", "六扶组", "0000-6240001", "演示路3号", ""),
    (PROVINCE, "安徽省", "安徽省扶贫开发领导小组", "皖扶组", "0000-6250001", "演示路4号", ""),
)


def load_offices(connection: Connection) -> None:
    """Store the offices. The caller commits."""
    names = ("region_code", "spoken_name", "body_name", "number_prefix", "phone", "address", "supervisor_phone")
    connection.execute(insert(Office), [dict(zip(names, office, strict=True)) for office in OFFICES])
