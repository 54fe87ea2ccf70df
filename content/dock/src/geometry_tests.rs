//! What holds of every place in every window.

use super::*;
use proptest::prelude::*;

const WIDE: View = View { width: 1280, height: 800 };

fn any_place() -> impl Strategy<Value = Place> {
    let number = || prop_oneof![-50..3000, any::<i32>()];
    (any::<bool>(), number(), number(), number(), number(), any::<bool>()).prop_map(
        |(left, away, up, width, height, minimised)| {
            let side = if left { Side::Left } else { Side::Right };
            Place { side, away, up, width, height, minimised }
        },
    )
}

fn any_view() -> impl Strategy<Value = View> {
    (1..4000, 1..3000).prop_map(|(width, height)| View { width, height })
}

fn any_form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Open), Just(Form::Minimised), Just(Form::Note)]
}

fn any_edges() -> impl Strategy<Value = Edges> {
    (0..3, 0..3).prop_map(|(x, y)| Edges { left: x == 1, right: x == 2, top: y == 1, bottom: y == 2 })
}

fn inside(rect: Rect, view: View) -> bool {
    rect.x >= 0
        && rect.y >= 0
        && rect.width > 0
        && rect.x + rect.width <= view.width
        && (rect.y + rect.height <= view.height || view.height < BAR && rect.y == 0)
}

proptest! {
    #[test]
    fn the_dock_is_always_within_reach(place in any_place(), form in any_form(), view in any_view()) {
        let rect = lay_out(&place, form, view);
        prop_assert!(inside(rect, view), "{rect:?}");
        if form == Form::Open && view.width >= NARROW && view.height >= LEAST.1 {
            prop_assert!(rect.width >= LEAST.0 && rect.height >= LEAST.1, "{rect:?}");
        }
    }

    #[test]
    fn a_move_by_nothing_changes_nothing(place in any_place(), form in any_form(), view in any_view()) {
        let same = moved(&place, form, view, (0, 0));
        prop_assert_eq!(lay_out(&same, form, view), lay_out(&place, form, view));
        prop_assert_eq!(moved(&same, form, view, (0, 0)), same);
    }

    #[test]
    fn a_move_goes_where_it_was_told_as_far_as_there_is_room(
        place in any_place(), form in any_form(), view in any_view(), x in -5000..5000, y in -5000..5000,
    ) {
        let from = lay_out(&place, form, view);
        let to = lay_out(&moved(&place, form, view, (x, y)), form, view);
        prop_assert_eq!((to.width, to.height), (from.width, from.height));
        prop_assert_eq!(to.x, (from.x + x).clamp(0, (view.width - from.width).max(0)));
        prop_assert_eq!(to.y, (from.y + y).clamp(0, (view.height - from.height).max(0)));
    }

    #[test]
    fn only_the_edges_that_are_held_move(
        place in any_place(), view in any_view(), edges in any_edges(), x in -5000..5000, y in -5000..5000,
    ) {
        let from = lay_out(&place, Form::Open, view);
        let to = lay_out(&resized(&place, view, edges, (x, y)), Form::Open, view);
        prop_assert!(inside(to, view), "{to:?}");
        if view.width >= NARROW {
            if !edges.left {
                prop_assert_eq!(to.x, from.x);
            }
            if !edges.right {
                prop_assert_eq!(to.x + to.width, from.x + from.width);
            }
        }
        if !edges.bottom && view.height >= LEAST.1 + BAR {
            prop_assert_eq!(to.y + to.height, from.y + from.height);
        }
        if !edges.top && view.height >= LEAST.1 + BAR && view.width >= NARROW {
            prop_assert_eq!(to.y, from.y);
        }
    }

    #[test]
    fn minimising_and_opening_again_changes_nothing(place in any_place(), view in any_view()) {
        let there = Place { minimised: true, ..place };
        let back = Place { minimised: false, ..there };
        prop_assert_eq!(lay_out(&back, Form::Open, view), lay_out(&Place { minimised: false, ..place }, Form::Open, view));
    }

    #[test]
    fn the_keyboard_reaches_every_spot(place in any_place(), x in 0..880, y in 0..160) {
        let mut now = Place { width: 400, height: 640, ..place };
        for _ in 0..2000 {
            let rect = lay_out(&now, Form::Open, WIDE);
            let step = |from: i32, to: i32| (to - from).clamp(-16, 16);
            if (rect.x, rect.y) == (x, y) {
                break;
            }
            now = moved(&now, Form::Open, WIDE, (step(rect.x, x), step(rect.y, y)));
        }
        let rect = lay_out(&now, Form::Open, WIDE);
        prop_assert_eq!((rect.x, rect.y), (x, y));
    }
}

#[test]
fn the_dock_starts_in_the_lower_right_corner() {
    let rect = lay_out(&Place::default(), Form::Open, WIDE);
    assert_eq!(rect, Rect { x: 864, y: 160, width: 400, height: 640 });
    let small = lay_out(&Place::default(), Form::Minimised, WIDE);
    assert_eq!(small, Rect { x: 1014, y: 756, width: SMALL, height: BAR });
}

#[test]
fn a_narrow_window_gets_its_whole_width_and_a_strip_of_the_page() {
    let view = View { width: 320, height: 640 };
    let rect = lay_out(&Place::default(), Form::Open, view);
    assert_eq!(rect, Rect { x: 0, y: BAR, width: 320, height: 640 - BAR });
    // A narrow window does not forget the size that the agent chose in a wide one.
    let up = resized(&Place::default(), view, Edges { top: true, left: true, ..Edges::default() }, (40, 200));
    assert_eq!(up, Place { height: 396, ..Place::default() });
    assert_eq!(moved(&Place::default(), Form::Open, view, (100, 0)), Place::default());
}

#[test]
fn the_dock_keeps_its_corner_when_the_window_changes() {
    let place = moved(&Place::default(), Form::Open, WIDE, (-2000, 0));
    assert_eq!((place.side, place.away), (Side::Left, 0));
    for view in [WIDE, View { width: 900, height: 500 }, View { width: 320, height: 200 }] {
        let rect = lay_out(&place, Form::Open, view);
        assert_eq!((rect.x, rect.y + rect.height), (0, view.height));
    }
}

#[test]
fn scroll_bars_are_taken_off_and_nonsense_is_not_believed() {
    assert_eq!(view((1280, 800), (1265, 785)), View { width: 1265, height: 785 });
    // In quirks mode the second size is the document's.
    assert_eq!(view((1280, 800), (1265, 5000)), View { width: 1265, height: 800 });
    assert_eq!(view((1280, 800), (0, 20)), WIDE);
    assert_eq!(view((0, 0), (0, 0)), View { width: 1, height: 1 });
}
