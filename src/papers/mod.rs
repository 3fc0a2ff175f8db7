//! The `papers` layer.
