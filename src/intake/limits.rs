//! The caps of intake, each with its reason. Above a cap a file is refused whole, never cut.

/// 32 MiB: some 50,000 filled forms, or the largest daily export of a court; above it, ask for parts.
pub const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// 100,000 records: more than all centers take in a year; bounds the memory of one intake.
pub const RECORDS_MAX: usize = 100_000;

/// 4,000,000 cells: 100,000 records of 40 columns; empty cells cost memory too.
pub const CELLS_MAX: usize = 4_000_000;

/// 64 KiB a cell: a spreadsheet cell holds 32,767 characters, and nobody fills it with Chinese.
pub const CELL_BYTES_MAX: usize = 64 * 1024;

/// 200 columns: the form has 28; a wider table is not one of ours.
pub const COLUMNS_MAX: usize = 200;

/// 32 levels of JSON: the deepest known notice has 5; recursion stays far from the stack's end.
pub const JSON_DEPTH_MAX: usize = 32;

/// 2,000,000 values in one JSON text: a million keys with their values, before memory is spent on them.
pub const JSON_VALUES_MAX: usize = 2_000_000;

/// 512 keys in one JSON object: the widest known notice has 45.
pub const JSON_KEYS_MAX: usize = 512;

/// 64 levels of elements in a feed: a feed has 4.
pub const XML_DEPTH_MAX: usize = 64;

/// 128 MiB unpacked: four times the file cap; a workbook of 100,000 forms unpacks to about 100.
pub const XLSX_UNPACKED_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// 100 to 1: real workbooks stay under 40 to 1, a bomb is at 1000 to 1.
pub const XLSX_RATIO_MAX: u64 = 100;

/// 1 MiB: below this a ratio means nothing, small parts of a workbook are mostly blanks.
pub const XLSX_RATIO_FREE_BYTES: u64 = 1024 * 1024;

/// 1,000 parts: a workbook has about twelve, and one more a sheet or picture.
pub const XLSX_PARTS_MAX: usize = 1_000;

/// 4 KiB: how much of a file `detect` looks at, apart from what its kind needs.
pub const SNIFF_BYTES_MAX: usize = 4 * 1024;

/// 120 characters of a foreign value in a message: enough to find it, not enough to fill the screen.
pub const QUOTED_CHARS_MAX: usize = 120;
