package theme

// Glyphs are the signs beside the words.
type Glyphs struct {
	On, Off          string // a state: active, not
	Warn, Bad        string
	Good, None       string
	Run              string // under way
	Cursor           string // marks the chosen row
	Crumb            string // between the crumbs of the header
	Ellipsis         string
	Mask             string // one hidden character
	Full, Empty      string // a bar's cells
	Rule             string
	Up, Down         string // more above, more below
	TopLeft          string
	TopRight         string
	BottomLeft       string
	BottomRight      string
	Side             string
	Ticked, Unticked string
	Picked, Unpicked string // one of several
	Less, More       string // step to the value before, after
	Unknown          string
	Differs          string // two numbers are not the same
	Bars             string // a sparkline's eight heights, from none to the most
	Grown, Shrunk    string // a number that has just changed
}

var unicodeGlyphs = Glyphs{
	On: "●", Off: "○", Warn: "▲", Bad: "✗", Good: "✓", None: "–", Run: "▸", Cursor: "▌", Crumb: "›", Ellipsis: "…", Mask: "•",
	Full: "█", Empty: "░", Rule: "─", Up: "↑", Down: "↓",
	TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", Side: "│", Ticked: "[x]", Unticked: "[ ]",
	Picked: "◉", Unpicked: "○", Less: "‹", More: "›", Unknown: "?", Differs: "≠",
	Bars: "▁▂▃▄▅▆▇█", Grown: "▴", Shrunk: "▾",
}

var asciiGlyphs = Glyphs{
	On: "*", Off: "o", Warn: "!", Bad: "x", Good: "+", None: "-", Run: ">", Cursor: ">", Crumb: ">", Ellipsis: "~", Mask: "*",
	Full: "#", Empty: ".", Rule: "-", Up: "^", Down: "v",
	TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", Side: "|", Ticked: "[x]", Unticked: "[ ]",
	Picked: "*", Unpicked: "o", Less: "<", More: ">", Unknown: "?", Differs: "/",
	Bars: "_.-:=+*#", Grown: "+", Shrunk: "-",
}
