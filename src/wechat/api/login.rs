//! 网页授权 (platform sheet 7.12).

use async_trait::async_trait;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::Api;
use super::answer::Done;
use super::call::{Call, Repeat};
use crate::app::platform::failure::{Decision, PlatformError, Unreachable};
use crate::app::platform::id::UnionId;
use crate::app::platform::login::{Grant, LoginGateway, LoginState, Profile, Scope};
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

static EXCHANGE: Call = Call::new("oauth_access_token", "/sns/oauth2/access_token", Repeat::Never)
    .per_minute(50_000)
    .needs(Feature::WebLogin);
static REFRESH: Call = Call::new("oauth_refresh_token", "/sns/oauth2/refresh_token", Repeat::Never)
    .per_minute(50_000)
    .needs(Feature::WebLogin);
static PROFILE: Call =
    Call::new("oauth_userinfo", "/sns/userinfo", Repeat::Safe).per_minute(50_000).needs(Feature::WebLogin);
static CHECK: Call = Call::new("oauth_auth", "/sns/auth", Repeat::Safe).needs(Feature::WebLogin);

/// What a query may hold as it is (RFC 3986).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Deserialize)]
struct GrantAnswer {
    openid: OpenId,
    access_token: SecretString,
    expires_in: u64,
    refresh_token: SecretString,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    is_snapshotuser: u8,
    unionid: Option<UnionId>,
}

#[derive(Deserialize)]
struct ProfileAnswer {
    openid: OpenId,
    #[serde(default)]
    nickname: String,
    #[serde(default)]
    headimgurl: String,
    unionid: Option<UnionId>,
}

#[async_trait]
impl LoginGateway for Api {
    fn address(&self, back_to: &str, scope: Scope, state: &LoginState) -> String {
        let scope = match scope {
            Scope::Base => "snsapi_base",
            Scope::UserInfo => "snsapi_userinfo",
        };
        // Old clients take the parameters in this order alone.
        format!(
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid={}&redirect_uri={}&response_type=code\
             &scope={scope}&state={}#wechat_redirect",
            self.app_id(),
            utf8_percent_encode(back_to, ESCAPED),
            state.as_str()
        )
    }

    async fn exchange(&self, code: &str) -> Result<Grant, PlatformError> {
        let query = [("code", code), ("grant_type", "authorization_code")];
        let answer: GrantAnswer = self.get_with_secret(&EXCHANGE, &query).await?;
        Ok(grant(answer))
    }

    async fn refresh(&self, old: &Grant) -> Result<Grant, PlatformError> {
        let query = [
            ("appid", self.app_id()),
            ("grant_type", "refresh_token"),
            ("refresh_token", old.refresh_token.expose_secret()),
        ];
        let answer: GrantAnswer = self.get_bare(&REFRESH, &query).await?;
        Ok(grant(answer))
    }

    async fn profile(&self, grant: &Grant) -> Result<Profile, PlatformError> {
        let answer: ProfileAnswer = self.get_bare(&PROFILE, &[token(grant), openid(grant), ("lang", "zh_CN")]).await?;
        Ok(Profile {
            openid: answer.openid,
            nickname: answer.nickname,
            picture_url: answer.headimgurl,
            union_id: answer.unionid,
        })
    }

    async fn is_valid(&self, grant: &Grant) -> Result<bool, PlatformError> {
        match self.get_bare::<Done>(&CHECK, &[token(grant), openid(grant)]).await {
            Ok(Done {}) => Ok(true),
            Err(error) if says_no(error.decision()) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether a refusal is about the visitor's token: 40001, 40014, 42001, 42003, 42007, or 40003 for the openid.
fn says_no(decision: Decision) -> bool {
    matches!(decision, Decision::RefreshToken | Decision::LoginAgain | Decision::DropFollower(Unreachable::Gone))
}

fn token(grant: &Grant) -> (&'static str, &str) {
    ("access_token", grant.access_token.expose_secret())
}

fn openid(grant: &Grant) -> (&'static str, &str) {
    ("openid", grant.openid.as_str())
}

fn grant(answer: GrantAnswer) -> Grant {
    Grant {
        openid: answer.openid,
        access_token: answer.access_token,
        expires_in: answer.expires_in,
        refresh_token: answer.refresh_token,
        scope: answer.scope,
        is_snapshot: answer.is_snapshotuser != 0,
        union_id: answer.unionid,
    }
}
