//! The clients that are within reach: whose record is in front, in a link, in selected text. Menus and shortcuts lead to
//! the popup, with the client filled in; nobody is called by a slip of the hand.

pub(crate) mod menus;
pub(crate) mod offer;
