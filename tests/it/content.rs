//! The county's content and its importer.

mod broken_packs;
mod county_pack;
mod import_files;
mod import_rows;
mod sample_activities;
