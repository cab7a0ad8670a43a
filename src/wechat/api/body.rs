//! Request bodies, written as the platform's pages show them.

use serde_json::Value;

/// Leaves out what is `null`, at every depth: what is not given is absent on the wire.
pub(super) fn without_nulls(body: Value) -> Value {
    match body {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, value)| !value.is_null());
            given.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// The platform's 1 and 0.
pub(super) fn flag(on: bool) -> u8 {
    u8::from(on)
}
