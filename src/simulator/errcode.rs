//! Error codes as the platform returns them (platform sheet 6.4): HTTP 200 with a number, words, and a request id.

use std::borrow::Cow;

use serde_json::{Value, json};

/// An API call that the platform refuses.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The number.
    pub errcode: i64,
    /// The words, without the request id.
    pub errmsg: Cow<'static, str>,
    /// A field that comes beside them: the earlier `msg_id`, the openids that failed.
    pub more: Option<(&'static str, Value)>,
}

impl Refusal {
    /// In the platform's usual words; a code that is not in the table says no more than itself.
    pub fn of(errcode: i64) -> Self {
        let known = WORDS.iter().find(|(code, _)| *code == errcode);
        Self { errcode, errmsg: known.map_or("error", |(_, words)| words).into(), more: None }
    }

    /// In words of its own.
    pub fn saying(errcode: i64, errmsg: impl Into<String>) -> Self {
        Self { errcode, errmsg: Cow::Owned(errmsg.into()), more: None }
    }

    /// With a field beside.
    pub fn with(self, name: &'static str, value: Value) -> Self {
        Self { more: Some((name, value)), ..self }
    }

    /// The answer's body.
    pub fn to_json(&self, rid: &str) -> Value {
        let mut body = json!({ "errcode": self.errcode, "errmsg": format!("{} rid: {rid}", self.errmsg) });
        if let (Some((name, value)), Some(body)) = (&self.more, body.as_object_mut()) {
            body.insert((*name).to_owned(), value.clone());
        }
        body
    }
}

/// A constant and its row in the table of words.
macro_rules! errcodes {
    ($($name:ident = $code:literal, $words:literal;)+) => {
        $(
            #[doc = $words]
            pub const $name: i64 = $code;
        )+
        const WORDS: &[(i64, &str)] = &[$(($name, $words)),+];
    };
}

errcodes! {
    BUSY = -1, "system error";
    BAD_TOKEN = 40001, "invalid credential, access_token is invalid or not latest";
    BAD_GRANT_TYPE = 40002, "invalid grant_type";
    BAD_OPENID = 40003, "invalid openid";
    BAD_MEDIA_TYPE = 40004, "invalid media type";
    BAD_FILE_TYPE = 40005, "invalid file type";
    BAD_MEDIA_SIZE = 40006, "invalid media size";
    BAD_MEDIA_ID = 40007, "invalid media_id";
    BAD_MESSAGE_TYPE = 40008, "invalid message type";
    BAD_IMAGE_SIZE = 40009, "invalid image size";
    BAD_APP_ID = 40013, "invalid appid";
    MALFORMED_TOKEN = 40014, "invalid access_token";
    BUTTON_COUNT = 40016, "invalid button size";
    BUTTON_TYPE = 40017, "invalid button type";
    BUTTON_NAME = 40018, "invalid button name size";
    BUTTON_KEY = 40019, "invalid button key size";
    BUTTON_URL = 40020, "invalid button url size";
    MENU_LEVELS = 40022, "invalid sub button level";
    SUB_BUTTON_COUNT = 40023, "invalid sub button size";
    SUB_BUTTON_TYPE = 40024, "invalid sub button type";
    SUB_BUTTON_NAME = 40025, "invalid sub button name size";
    SUB_BUTTON_KEY = 40026, "invalid sub button key size";
    SUB_BUTTON_URL = 40027, "invalid sub button url size";
    BAD_CODE = 40029, "invalid code";
    BAD_REFRESH_TOKEN = 40030, "invalid refresh_token";
    BAD_OPENID_LIST = 40031, "invalid openid list";
    OPENID_LIST_SIZE = 40032, "invalid openid list size";
    ESCAPED = 40033, "invalid charset. please check your request, if include \\uxxxx will create fail!";
    TEMPLATE_ID_SIZE = 40036, "invalid template_id size";
    BAD_TEMPLATE_ID = 40037, "invalid template_id";
    BAD_ACTION_NAME = 40052, "invalid action_name";
    BAD_ACTION_INFO = 40053, "invalid action info";
    SUB_BUTTON_DOMAIN = 40054, "invalid sub button url domain";
    BUTTON_DOMAIN = 40055, "invalid button url domain";
    BAD_MASS_ID = 40059, "invalid msg id";
    BAD_ARTICLE_INDEX = 40060, "invalid article idx";
    BAD_SECRET = 40125, "invalid appsecret";
    TOO_FEW_OPENIDS = 40130, "invalid openid list size, at least two openid";
    BAD_WECHAT_ID = 40132, "invalid username";
    BAD_TAG_ID = 40152, "invalid group id";
    CODE_USED = 40163, "code been used";
    BAD_CHECK_ACTION = 40201, "invalid check action";
    BAD_CHECK_OPERATOR = 40202, "invalid check operator";
    BAD_KEYWORDS = 40246, "invalid template keywords";
    OLD_TEMPLATE = 40247, "please use category template id";
    NO_TOKEN = 41001, "access_token missing";
    NO_APP_ID = 41002, "appid missing";
    NO_REFRESH_TOKEN = 41003, "refresh_token missing";
    NO_SECRET = 41004, "appsecret missing";
    NO_MEDIA = 41005, "media data missing";
    NO_MEDIA_ID = 41006, "media_id missing";
    NO_CODE = 41008, "missing code";
    NO_OPENID = 41009, "missing openid";
    TOKEN_EXPIRED = 42001, "access_token expired";
    REFRESH_TOKEN_EXPIRED = 42002, "refresh_token expired";
    CODE_EXPIRED = 42003, "code expired";
    MASS_TOO_FAST = 42010, "mass send too fast";
    NEEDS_GET = 43001, "require GET method";
    NEEDS_POST = 43002, "require POST method";
    NEEDS_FOLLOW = 43004, "require subscribe";
    BLACKLISTED = 43019, "user is in the blacklist";
    INDUSTRY_TOO_OFTEN = 43100, "change template too frequently";
    NOT_SUBSCRIBED = 43101, "user refuse to accept the msg";
    EMPTY_BODY = 44002, "empty post data";
    NO_ARTICLES = 44003, "empty news data";
    EMPTY_TEXT = 44004, "empty content";
    MEDIA_TOO_BIG = 45001, "media size out of limit";
    TEXT_TOO_LONG = 45002, "content size out of limit";
    TITLE_TOO_LONG = 45003, "title size out of limit";
    DESCRIPTION_TOO_LONG = 45004, "description size out of limit";
    URL_TOO_LONG = 45005, "url size out of limit";
    ARTICLE_COUNT = 45008, "article size out of limit";
    DAILY_LIMIT = 45009, "reach max api daily quota limit";
    MINUTE_LIMIT = 45011, "api minute-quota reach limit, must slower, retry next minute";
    TOO_LATE = 45015, "response out of time limit or subscription is canceled";
    TOO_MANY_TEMPLATES = 45026, "template num exceeds limit";
    NO_MASS_QUOTA = 45028, "has no masssend quota";
    TOO_MANY_CODES = 45029, "qrcode count out of limit";
    USED_UP = 45047, "out of response count limit";
    TOO_MANY_TAGS = 45056, "too many tags";
    TAG_TOO_BIG = 45057, "can not delete the tag with more than 100000 fans";
    SYSTEM_TAG = 45058, "can not modify system tag";
    TOO_MANY_TAGS_OF_ONE = 45059, "user has too many tags";
    CLIENT_ID_USED = 45065, "clientmsgid exist";
    CLIENT_ID_TOO_FAST = 45066, "same clientmsgid retry too fast";
    CLIENT_ID_TOO_LONG = 45067, "clientmsgid size out of limit";
    BAD_TYPING = 45072, "command must be Typing or CancelTyping";
    NO_EXCHANGE = 45080, "no message exchange in 30 seconds";
    TYPING_ALREADY = 45081, "already in typing status";
    BAD_SPEED = 45083, "invalid speed";
    NO_SPEED = 45084, "speed not set";
    BAD_TAG_NAME = 45157, "invalid tag name";
    TAG_NAME_TOO_LONG = 45158, "invalid tag name length";
    NO_SUCH_TAG = 45159, "invalid tag id";
    PARTLY_FAILED = 45171, "part of the openid list failed";
    NO_MENU = 46003, "menu no exist";
    NO_SUCH_USER = 46004, "user no exist";
    UNREADABLE = 47001, "data format error";
    BAD_ARGUMENT = 47003, "argument invalid!";
    NO_RIGHT = 48001, "api unauthorized";
    MUTED = 48002, "user block receive message";
    MATERIAL_IN_USE = 48005, "can not delete the material in use";
    NO_CLEARANCES = 48006, "forbid to clear quota because of reaching the limit";
    NO_ARTICLE_ID = 53600, "invalid article_id";
    BAD_RECORD_TIME = 65416, "invalid time range";
    BAD_RECORD_COUNT = 65417, "invalid number";
    BAD_DATE = 61500, "date format error";
    BAD_DATE_RANGE = 61501, "date range error";
    NO_CONDITIONAL = 65301, "menuid not exist";
    NO_DEFAULT_MENU = 65303, "there is no selfmenu, please create selfmenu first";
    EMPTY_RULE = 65304, "match rule empty";
    CONDITIONAL_DOMAINS = 65316, "too many url domains in conditional menus";
    PRIVATE_RULE = 65320, "matchrule contains fields that are no longer supported";
    NO_RID = 76001, "rid not found";
    NO_PATH = 76021, "cgi_path not found";
    TOO_MANY_NOTICES = 200012, "private template exceeds limit";
    BAD_TID = 200014, "invalid tid";
    BAD_START = 200016, "invalid start";
    BAD_LIMIT = 200017, "invalid limit";
    NO_CATEGORIES = 200018, "ids missing";
    BAD_CATEGORIES = 200019, "invalid ids";
    BAD_KIDS = 200020, "invalid kidList";
    BAD_SCENE = 200021, "invalid sceneDesc";
}
