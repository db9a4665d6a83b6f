package kit

// List is a cursor and a window over rows that are made one at a time, only while they are visible. What it lists may be
// longer than what is loaded: see Shift.
type List struct {
	cursor, top  int
	length       int
	width, pages int // of the last Draw
	made         map[int]string
}

// Len is the number of rows.
func (l *List) Len() int { return l.length }

// SetLen sets the number of rows; the cursor stays where it can.
func (l *List) SetLen(n int) {
	l.length = n
	l.SetCursor(l.cursor)
}

// Cursor is the chosen row; 0 in an empty list.
func (l *List) Cursor() int { return l.cursor }

// SetCursor chooses a row.
func (l *List) SetCursor(i int) { l.cursor = max(0, min(i, l.length-1)) }

// Shift says that n rows were put before the first one (or -n taken from there): the same row stays chosen, in the same
// line of the screen.
func (l *List) Shift(n int) {
	l.cursor, l.top = max(0, l.cursor+n), max(0, l.top+n)
	l.Forget()
}

// Forget drops the made rows, because what they show has changed.
func (l *List) Forget() { clear(l.made) }

// Key moves the cursor; false where the key is none of its own.
func (l *List) Key(key string) bool {
	page := max(1, l.pages-1)
	switch key {
	case "up", "k":
		l.SetCursor(l.cursor - 1)
	case "down", "j":
		l.SetCursor(l.cursor + 1)
	case "pgup":
		l.SetCursor(l.cursor - page)
	case "pgdown":
		l.SetCursor(l.cursor + page)
	case "home", "g":
		l.SetCursor(0)
	case "end", "G":
		l.SetCursor(l.length - 1)
	default:
		return false
	}
	return true
}

// Click chooses the row in a line of the last Draw; false where there is none.
func (l *List) Click(y int) bool {
	if y < 0 || y >= l.pages || l.top+y >= l.length {
		return false
	}
	l.SetCursor(l.top + y)
	return true
}

// Draw makes the visible rows. row is asked for a row's text once while it stays visible; for the chosen row each time.
func (l *List) Draw(width, height int, row func(i int, chosen bool) string) []string {
	if width != l.width || l.made == nil {
		l.width, l.made = width, make(map[int]string)
	}
	l.pages = height
	if height <= 0 {
		return nil
	}
	if l.cursor < l.top {
		l.top = l.cursor
	}
	l.top = max(l.top, l.cursor-height+1)
	l.top = max(0, min(l.top, l.length-height))
	if len(l.made) > 8*height {
		l.Forget()
	}
	var out []string
	for i := l.top; i < min(l.length, l.top+height); i++ {
		if i == l.cursor {
			out = append(out, row(i, true))
			continue
		}
		if _, ok := l.made[i]; !ok {
			l.made[i] = row(i, false)
		}
		out = append(out, l.made[i])
	}
	return out
}
