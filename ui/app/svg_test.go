package app

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The cells of a picture, in its own units, and the font that fills them.
const (
	cellWidth, cellHeight = 8.4, 18.0
	frameMargin           = 16.0
	frameFont             = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
)

// paper is what a picture's terminal looks like where the program paints nothing.
type paper struct{ back, ink string }

var (
	darkPaper  = paper{"#14161b", "#d7dae0"}
	lightPaper = paper{"#fcfcfd", "#24272e"}
)

// ink is how a run of cells is painted.
type ink struct {
	colour                   string // "": the paper's
	bold, underline, reverse bool
}

// sgr follows one "select graphic rendition" sequence, of those that the styles use.
func (k *ink) sgr(params ansi.Params) {
	if len(params) == 0 {
		*k = ink{}
	}
	for i := 0; i < len(params); i++ {
		p := params[i].Param(0)
		switch {
		case p == 0:
			*k = ink{}
		case p == 1:
			k.bold = true
		case p == 4:
			k.underline = true
		case p == 7:
			k.reverse = true
		case p == 22:
			k.bold = false
		case p == 24:
			k.underline = false
		case p == 27:
			k.reverse = false
		case p == 38 && i+4 < len(params):
			k.colour = fmt.Sprintf("#%02x%02x%02x", params[i+2].Param(0), params[i+3].Param(0), params[i+4].Param(0))
			i += 4
		case p == 39:
			k.colour = ""
		}
	}
}

// svgOf paints a frame as it stands in a terminal of so many cells.
func svgOf(frame string, width, height int, on paper, title string) string {
	w, h := float64(width)*cellWidth+2*frameMargin, float64(height)*cellHeight+2*frameMargin
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n", num(w), num(h), html.EscapeString(title)) +
		fmt.Sprintf("<rect width=\"100%%\" height=\"100%%\" rx=\"10\" fill=\"%s\"/>\n", on.back) +
		fmt.Sprintf("<g font-family=\"%s\" font-size=\"14\" fill=\"%s\" xml:space=\"preserve\">\n", frameFont, on.ink) +
		cells(frame, on) + "</g>\n</svg>\n"
}

// cells paints the rows of a frame.
func cells(frame string, on paper) string {
	var out strings.Builder
	var k ink
	for y, line := range strings.Split(frame, "\n") {
		x, from, run := 0, 0, ""
		flush := func() {
			out.WriteString(paintRun(run, from, x, y, k, on))
			from, run = x, ""
		}
		var state byte
		for len(line) > 0 {
			p := ansi.GetParser()
			seq, w, n, next := ansi.DecodeSequence(line, state, p)
			switch {
			case w > 0:
				run += seq
				x += w
			case strings.HasSuffix(seq, "m"):
				flush()
				k.sgr(p.Params())
			}
			ansi.PutParser(p)
			line, state = line[n:], next
		}
		flush()
	}
	return out.String()
}

func paintRun(run string, from, to, y int, k ink, on paper) string {
	if strings.TrimSpace(run) == "" && !k.reverse {
		return ""
	}
	colour := k.colour
	out := ""
	px, width := frameMargin+float64(from)*cellWidth, float64(to-from)*cellWidth
	if k.reverse {
		back := colour
		if back == "" {
			back = on.ink
		}
		out = fmt.Sprintf("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>\n", num(px), num(frameMargin+float64(y)*cellHeight), num(width), num(cellHeight), back)
		colour = on.back
	}
	attrs := ""
	if colour != "" {
		attrs += fmt.Sprintf(" fill=\"%s\"", colour)
	}
	if k.bold {
		attrs += " font-weight=\"bold\""
	}
	if k.underline {
		attrs += " text-decoration=\"underline\""
	}
	return out + fmt.Sprintf("<text x=\"%s\" y=\"%s\" textLength=\"%s\" lengthAdjust=\"spacingAndGlyphs\"%s>%s</text>\n",
		num(px), num(frameMargin+float64(y)*cellHeight+13.5), num(width), attrs, html.EscapeString(strings.ReplaceAll(run, " ", "\u00a0")))
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// take is a frame of a film and how long it stands, in seconds.
type take struct {
	frame   string
	seconds float64
}

// filmOf paints frames that follow one another, again and again. Who asked the browser for less motion sees the last one.
func filmOf(takes []take, width, height int, on paper, title string) string {
	total := 0.0
	for _, t := range takes {
		total += t.seconds
	}
	w, h := float64(width)*cellWidth+2*frameMargin, float64(height)*cellHeight+2*frameMargin
	var css, body strings.Builder
	at := 0.0
	for i, t := range takes {
		from, to := 100*at/total, 100*(at+t.seconds)/total
		fmt.Fprintf(&css, "@keyframes k%d{0%%{visibility:hidden}%.3f%%{visibility:visible}%.3f%%{visibility:hidden}100%%{visibility:hidden}}\n", i, from, to)
		fmt.Fprintf(&body, "<g class=\"t\" style=\"animation-name:k%d\">\n%s</g>\n", i, cells(t.frame, on))
		at += t.seconds
	}
	fmt.Fprintf(&css, ".t{visibility:hidden;animation-duration:%ss;animation-timing-function:step-end;animation-iteration-count:infinite}\n", num(total))
	css.WriteString("@media (prefers-reduced-motion:reduce){.t{animation:none}.t:last-of-type{visibility:visible}}\n")
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n<style>%s</style>\n", num(w), num(h), html.EscapeString(title), css.String()) +
		fmt.Sprintf("<rect width=\"100%%\" height=\"100%%\" rx=\"10\" fill=\"%s\"/>\n", on.back) +
		fmt.Sprintf("<g font-family=\"%s\" font-size=\"14\" fill=\"%s\" xml:space=\"preserve\">\n", frameFont, on.ink) +
		body.String() + "</g>\n</svg>\n"
}
