//! Tables for staff, as Excel files that survive Chinese Excel: long numbers stay text, nothing in a cell is ever
//! taken for a formula, and a hundred thousand rows take no more memory than a hundred.

pub mod calls;
pub mod campaign;
pub mod campaign_calls;
pub mod mask;
pub mod roster;
pub mod sources;
pub mod template;
pub mod workbook;

pub use self::workbook::{CannotWrite, Cell, Column, Workbook};
