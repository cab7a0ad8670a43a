//! The county's content and its importer.

mod broken_keywords;
mod broken_menus;
mod broken_packs;
mod broken_reminders;
mod broken_rules;
mod county_campaigns;
mod county_pack;
mod import_activities;
mod import_files;
mod import_rows;
mod import_sign_ups;
mod recurring_activities;
mod sample_activities;
mod typed_activities;
mod working_days;
