//! The `casework` layer.
