//! Where the dock stands in a window, in CSS pixels: pure arithmetic.
//!
//! A place is measured from the nearer side and from the bottom, so that the dock stays in its corner when the window
//! changes. "Left" and "right" are the agent's own, whatever the direction of the page's text.

/// The height of the bar, which is all that is left of a minimised dock.
pub const BAR: i32 = 44;
/// An open dock is at least so wide and so high, unless the window is smaller.
pub const LEAST: (i32, i32) = (280, 240);
/// The width of the rim to the left and right of uContact's frame and below it, where a pointer can take hold of an
/// edge. Over the frame itself it could not: Chromium gives the pointer to a frame of another process.
pub const RIM: i32 = 5;
/// A minimised dock's width.
pub const SMALL: i32 = 250;
/// The width of the note that says where uContact is.
pub const NOTE: i32 = 380;
/// A window narrower than this gets a dock of its whole width.
pub const NARROW: i32 = 480;
/// The distance from the edge at which the dock stands at first.
const MARGIN: i32 = 16;

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The agent's left.
    Left,
    /// The agent's right.
    Right,
}

impl Side {
    /// The other side.
    pub fn other(self) -> Self {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

/// Where the agent put the dock, as it is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The nearer side.
    pub side: Side,
    /// Its distance from that side.
    pub away: i32,
    /// Its distance from the bottom.
    pub up: i32,
    /// Its width when it is open.
    pub width: i32,
    /// Its height when it is open.
    pub height: i32,
    /// Only the bar is shown.
    pub minimised: bool,
}

impl Default for Place {
    fn default() -> Self {
        Place { side: Side::Right, away: MARGIN, up: 0, width: 400, height: 640, minimised: false }
    }
}

/// A window's inner size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Without a vertical scroll bar.
    pub width: i32,
    /// Without a horizontal scroll bar.
    pub height: i32,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// uContact below the bar.
    Open,
    /// The bar, with uContact alive behind it.
    Minimised,
    /// A note that says where uContact is.
    Note,
}

/// A rectangle in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// The edges that a grip moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edges {
    /// The left edge.
    pub left: bool,
    /// The upper edge.
    pub top: bool,
    /// The right edge.
    pub right: bool,
    /// The lower edge.
    pub bottom: bool,
}

/// The window's size without scroll bars. `inner` is the browser's size with them, `client` the size without them; but
/// in a document in quirks mode, `client` is the size of the document, so it counts only if the two differ by a scroll
/// bar.
pub fn view(inner: (i32, i32), client: (i32, i32)) -> View {
    let one = |inner: i32, client: i32| if (inner - 40..inner).contains(&client) { client } else { inner };
    View { width: one(inner.0, client.0).max(1), height: one(inner.1, client.1).max(1) }
}

/// Where a dock with this place stands: wholly inside the window, if the window is large enough for the bar.
pub fn lay_out(place: &Place, form: Form, view: View) -> Rect {
    let (width, height) = size(place, form, view);
    let (free_x, free_y) = ((view.width - width).max(0), (view.height - height).max(0));
    let away = place.away.clamp(0, free_x);
    Rect {
        x: if place.side == Side::Left { away } else { free_x - away },
        y: free_y - place.up.clamp(0, free_y),
        width,
        height,
    }
}

/// The size that uContact's own frame has, or would have if the dock were open.
pub fn frame_size(place: &Place, view: View) -> (i32, i32) {
    let (width, height) = size(place, Form::Open, view);
    ((width - 2 * RIM).max(0), (height - BAR - RIM).max(0))
}

fn size(place: &Place, form: Form, view: View) -> (i32, i32) {
    let narrow = view.width < NARROW;
    let within = |wanted: i32, least: i32, most: i32| wanted.clamp(least.min(most), most);
    let width = match form {
        Form::Minimised => SMALL.min(view.width),
        Form::Note => NOTE.min(view.width),
        Form::Open if narrow => view.width,
        Form::Open => within(place.width, LEAST.0, view.width),
    };
    // In a narrow window a strip of the page stays visible.
    let most = if narrow { view.height - BAR } else { view.height };
    let height = match form {
        Form::Open => within(place.height, LEAST.1.min(most.max(BAR)), most.max(BAR)),
        Form::Minimised | Form::Note => BAR.min(view.height),
    };
    (width, height)
}

/// The place after the dock was moved by `by` from where it stood.
pub fn moved(place: &Place, form: Form, view: View, by: (i32, i32)) -> Place {
    let from = lay_out(place, form, view);
    let x = from.x.saturating_add(by.0).clamp(0, (view.width - from.width).max(0));
    let y = from.y.saturating_add(by.1).clamp(0, (view.height - from.height).max(0));
    // A dock as wide as the window cannot move sideways, and so keeps its side.
    let sideways = from.width < view.width;
    at(place, Rect { x, y, ..from }, view, sideways)
}

/// The place after these edges of the open dock were moved by `by`. The other edges stay where they are.
pub fn resized(place: &Place, view: View, edges: Edges, by: (i32, i32)) -> Place {
    let from = lay_out(place, Form::Open, view);
    let narrow = view.width < NARROW;
    // For each direction: an edge moves no further than the window's edge and the least size.
    let shift = |start: i32, length: i32, least: i32, whole: i32, low: bool, high: bool, by: i32| {
        let (mut start, mut end) = (start, start + length);
        let least = least.min(length);
        if low {
            start = start.saturating_add(by).clamp(0, end - least);
        } else if high {
            end = end.saturating_add(by).clamp(start + least, whole.max(start + least));
        }
        (start, end - start)
    };
    let (x, width) = shift(from.x, from.width, LEAST.0, view.width, edges.left, edges.right, by.0);
    let (y, height) = shift(from.y, from.height, LEAST.1, view.height, edges.top, edges.bottom, by.1);
    let mut new = at(place, Rect { x, y, width, height }, view, !narrow);
    if !narrow && (edges.left || edges.right) {
        new.width = width;
    }
    if edges.top || edges.bottom {
        new.height = height;
    }
    new
}

/// The edges that the keyboard moves: those that face the page.
pub fn inner_edges(place: &Place) -> Edges {
    Edges { top: true, left: place.side == Side::Right, right: place.side == Side::Left, bottom: false }
}

fn at(place: &Place, rect: Rect, view: View, sideways: bool) -> Place {
    let right = view.width - rect.x - rect.width;
    let mut new = Place { up: (view.height - rect.y - rect.height).max(0), ..*place };
    if sideways {
        new.side = if rect.x < right || (rect.x == right && place.side == Side::Left) {
            Side::Left
        } else {
            Side::Right
        };
        new.away = rect.x.min(right).max(0);
    }
    new
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
