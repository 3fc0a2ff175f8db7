//! The `calendar` layer.
