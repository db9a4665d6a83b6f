package window

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
)

func frameOf(k kind, body string) []byte {
	head := binary.BigEndian.AppendUint32([]byte{byte(k)}, uint32(len(body)))
	return append(head, body...)
}

func TestFramesAreBounded(t *testing.T) {
	for name, sent := range map[string][]byte{
		"unknown":        frameOf('?', ""),
		"long output":    frameOf(frameOut, strings.Repeat("x", maxPiece+1)),
		"long hello":     {byte(frameHello), 0x7f, 0xff, 0xff, 0xff},
		"short size":     frameOf(frameSize, "abc"),
		"exit, no code":  frameOf(frameExit, ""),
		"long interrupt": frameOf(frameInterrupt, "x"),
	} {
		if _, _, err := readFrame(bytes.NewReader(sent)); !errors.As(err, new(*frameError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cut := frameOf(frameOut, "hello")
	for n := range cut {
		if _, _, err := readFrame(bytes.NewReader(cut[:n])); n == 0 && err != io.EOF || n > 0 && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes of a frame: %v", n, err)
		}
	}
}

// FuzzFrames reads whatever the other end may send: it takes what fits the bounds, and gives up at the first that doesn't.
func FuzzFrames(f *testing.F) {
	f.Add(frameOf(frameHello, `{"version":"1","book":"/b","args":["orders","list"],"dir":"/"}`))
	f.Add(append(frameOf(frameWelcome, ""), frameOf(frameOut, "text\n")...))
	f.Add(append(frameOf(frameWant, "\x00\x00\x10\x00"), frameOf(frameExit, "\x82")...))
	f.Add(append(frameOf(frameSize, "\x00\x50\x00\x18"), frameOf(frameInterrupt, "")...))
	f.Add([]byte{byte(frameInput), 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, sent []byte) {
		r := bytes.NewReader(sent)
		for {
			k, body, err := readFrame(r)
			if err != nil {
				return
			}
			if most, known := limit(k); !known || len(body) > int(most) {
				t.Fatalf("%q with %d bytes", rune(k), len(body))
			}
			switch k {
			case frameHello:
				if h, err := parseHello(body); err == nil && (h.Width < 0 || h.Height < 0 || h.Book == "") {
					t.Fatalf("%+v", h)
				}
			case frameSize:
				_ = sizeOf(body)
			}
		}
	})
}
