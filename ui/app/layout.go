package app

import "cartwire/ui/kit"

// The smallest window in which every screen works.
const (
	minWidth  = 60
	minHeight = 15
)

// layout is where the parts of the screen stand.
type layout struct{ body, notice, footer kit.Rect }

// layoutOf divides a window: a line of crumbs, a blank one, the screen, notices if there are any, a line of keys.
func layoutOf(width, height, notices int) layout {
	l := layout{footer: kit.Rect{Y: height - 1, W: width, H: 1}}
	notices = min(notices, height-minHeight+4)
	l.notice = kit.Rect{Y: height - 1 - notices, W: width, H: notices}
	l.body = kit.Rect{Y: 2, W: width, H: height - 3 - notices}
	return l
}
