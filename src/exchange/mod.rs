//! The `exchange` layer.
