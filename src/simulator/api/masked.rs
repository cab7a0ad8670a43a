//! Takes secrets out of what a trace keeps.

use serde_json::Value;

/// Fields whose values nobody may read in a trace.
const SECRET: &[&str] = &["access_token", "secret", "appsecret", "refresh_token", "ticket", "code", "client_secret"];

/// The same JSON, its secrets replaced by `***` at whatever depth.
pub fn masked(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mask = |(name, value): (&String, &Value)| {
                let value = if SECRET.contains(&name.as_str()) { Value::from("***") } else { masked(value) };
                (name.clone(), value)
            };
            Value::Object(fields.iter().map(mask).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        plain => plain.clone(),
    }
}
