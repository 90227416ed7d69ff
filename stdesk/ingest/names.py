"""What the names of columns say about their roles, in English and Chinese."""

import re
import unicodedata
from collections.abc import Sequence

# Names without spaces, case, hyphens and underscores: "Start Station ID" is startstationid.
_NAMES: dict[str, str] = {
    "user": """user userid uid useridentifier username member memberid customer customerid
        visitor visitorid client clientid account accountid person personid device deviceid
        imei bike bikeid vehicle vehicleid taxi taxiid driver driverid card cardid cardno
        passenger passengerid buyer buyerid reviewer reviewerid player playerid useridhash
        anonymoususerid agent agentid individual subject participant participantid 用户
        用户id 用户编号 用户名 用户标识 会员 会员id 会员编号 客户 客户id 客户编号 顾客 买家
        买家id 设备 设备号 设备id 卡号 车辆 车辆编号 车牌 车牌号 单车编号 账号 账户 人员 学号
        手机号 乘客""",
    "time": """time timestamp datetime date utctime utctimestamp eventtime eventtimestamp
        eventdate createdat createtime createdtime created ts when checkintime checkindate
        occurredat visittime localtime localdatetime starttime startedat startdate
        startdatetime starttimestamp unixtime unixtimestamp unixreviewtime reviewtime
        reviewdate servertimestamp clicktime ordertime orderdate purchasetime purchasedate
        invoicedate logtime requesttime timeutc pickupdatetime tpeppickupdatetime
        lpeppickupdatetime departuretime timems instant 时间 时间戳 日期 日期时间 发生时间
        签到时间 访问时间 创建时间 操作时间 行为时间 下单时间 点击时间 购买时间 交易时间
        浏览时间 开始时间 出发时间 借车时间 上车时间 起始时间 记录时间 定位时间 评论时间""",
    "clock": "clock timeofday localclock clocktime 时刻 时分秒",
    "offset": """timezoneoffset utcoffset tzoffset offset timezone tz offsetmin offsetminutes
        timezoneoffsetinminutes timezoneoffsetminutes utcoffsetminutes timeoffset gmtoffset
        时区 时区偏移 时差 时间偏移""",
    "item": """item itemid venue venueid place placeid poi poiid location locationid locid
        loc product productid sku skuid goods goodsid movie movieid business businessid song
        songid track trackid article articleid news newsid book bookid isbn asin video
        videoid page pageid url station stationid startstationid fromstationid origin
        originid shop shopid store storeid content contentid hotel hotelid restaurant
        restaurantid spot spotid stop stopid cell cellid pulocationid game gameid app appid
        object objectid stockcode itemkey 商品 商品id 商品编号 商品编码 物品 物品id 物品编号
        项目 地点 地点id 地点编号 位置 场所 场所id 场所编号 店铺 店铺id 门店 门店id 商户
        商户id 电影 电影id 视频 视频id 页面 站点 站点id 站点编号 起点 出发站 起始站点 起点站
        文章 歌曲 图书 景点 酒店 餐厅 poi编号 地点标识 目标""",
    "kind": """kind action actiontype behavior behaviour behaviortype behaviourtype event
        eventtype eventname type activity activitytype interaction interactiontype verb
        operation act 行为 行为类型 动作 操作 操作类型 事件 事件类型 类型 行为类别 用户行为""",
    "latitude": """lat latitude latdeg gpslat gpslatitude startlat startlatitude poilat
        startstationlatitude venuelatitude venuelat pickuplatitude fromlat checkinlatitude
        纬度 起点纬度 起始纬度 出发纬度 维度""",
    "longitude": """lon lng long longitude londeg gpslon gpslng gpslongitude startlon
        startlng startlong startlongitude startstationlongitude venuelongitude venuelon
        venuelng poilon pickuplongitude fromlon checkinlongitude 经度 起点经度 起始经度
        出发经度""",
    "category": """category categoryid categoryname categorycode venuecategory
        venuecategoryname venuecategoryid itemcategory cat catid class genre genres
        productcategory maincategory poitype placetype itemtype venuetype subcategory
        department categorypath categories 类别 类目 类目id 类目编号 分类 品类 商品类别
        商品类目 商品分类 场所类型 场所类别 地点类型 地点类别 类型名称 题材 流派""",
    "title": """title name movietitle itemname itemtitle productname producttitle venuename
        placename stationname startstationname fromstationname poiname businessname bookname
        songname label 标题 名称 名字 商品名称 商品名 物品名称 地点名称 场所名称 店名
        店铺名称 电影名 电影名称 站点名称 片名 书名 起点名称 起始站点名称""",
    "text": """text description desc summary abstract content comment review reviewtext tip
        caption overview plot body 描述 简介 说明 评论 内容 摘要 介绍 文本 详情 评价""",
    "value": """value rating score stars star price amount quantity qty revenue cost duration
        dwell weight rate count playtime watchtime tripduration fare sales 评分 打分 得分
        金额 价格 数量 时长 数值 星级 停留时间 分数""",
    "tags": "tags tag keywords keyword labels 标签 关键词 关键字",
    "image": """image imagepath imageurl img imgurl picture photo photopath poster thumbnail
        imagefile 图片 图片路径 图像 图像路径 封面 海报 照片""",
    "end_time": """endtime endedat enddate enddatetime stoptime stopedat endtimestamp
        arrivaltime dropoffdatetime tpepdropoffdatetime lpepdropoffdatetime 结束时间 到达时间
        还车时间 下车时间 终止时间""",
    "end_item": """endstationid tostationid endstation tostation destination destinationid
        toid dolocationid endplace endlocation endplaceid endlocationid 终点 终点站 到达站
        目的地 终止站点 终点站点 到达站点""",
    "end_title": "endstationname tostationname destinationname 终点名称 终点站名称 终止站点名称",
    "end_latitude": """endlat endlatitude endstationlatitude dropofflatitude tolat 终点纬度
        终止纬度 到达纬度""",
    "end_longitude": """endlon endlng endlong endlongitude endstationlongitude
        dropofflongitude tolon 终点经度 终止经度 到达经度""",
}
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names.split()}
# Endings that still tell the role when something stands before: "clicked_item_id".
_ENDINGS = {
    name: role
    for name, role in _ROLE_OF.items()
    if role in ("user", "item", "time", "category", "latitude", "longitude", "kind")
    and (len(name) >= 6 or (len(name) >= 2 and not name.isascii()))
}


def plain_name(name: str) -> str:
    """A name without case, spaces, punctuation and full-width forms."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())


def role_by_name(name: str) -> tuple[str | None, float]:
    """The role that a column's name tells, and how sure that is (0 to 1)."""
    plain = plain_name(name)
    if plain in _ROLE_OF:
        return _ROLE_OF[plain], 0.95
    for length in range(len(plain) - 1, 1, -1):
        role = _ENDINGS.get(plain[-length:])
        if role:
            return role, 0.6
    return None, 0.0


def known_names(cells: Sequence[str]) -> list[str]:
    """The cells that are names we know: a first line that has some is a header."""
    return [cell for cell in cells if plain_name(cell.rpartition(":")[0] or cell) in _ROLE_OF]
