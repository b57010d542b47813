package images

import (
	"bufio"
	"encoding/binary"
	"image/color"
	"io"

	"github.com/concur-mcp/concur-mcp/internal/files"
)

// bytesPerPixel is what a pixel takes while an image is opened, at most. Of a
// progressive JPEG all coefficients are held until the last scan, with four bytes for
// each color; a few hundred kilobytes can stand for most of a gigabyte.
func bytesPerPixel(file files.File, model color.Model) (int64, error) {
	const usual, deep, printed = 4, 8, 8
	perPixel := int64(usual)
	switch model {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model: // Gray with transparency becomes NRGBA64.
		perPixel = deep
	case color.CMYKModel: // The key color is held twice on the way.
		perPixel = printed
	}
	if file.MediaType != files.JPEG {
		return perPixel, nil
	}
	content, err := file.Open()
	if err != nil {
		return 0, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	if !isBaseline(content) {
		perPixel *= 4
	}
	return perPixel, nil
}

// isBaseline walks over the segments of a JPEG (ITU T.81, B.1.1) to its frame header and
// reports whether that is one of a sequential image. Anything odd on the way counts as
// none.
func isBaseline(jpeg io.Reader) bool {
	const baseline, extended, huffman, application, comment, quantization, restart = 0xC0, 0xC1, 0xC4, 0xE0, 0xFE, 0xDB, 0xDD
	content := bufio.NewReader(jpeg)
	if _, err := content.Discard(2); err != nil { // the signature
		return false
	}
	for {
		head := make([]byte, 4)
		if _, err := io.ReadFull(content, head); err != nil || head[0] != 0xFF {
			return false
		}
		switch marker := head[1]; {
		case marker == baseline, marker == extended:
			return true
		case marker&0xF0 == application, marker == comment, marker == huffman, marker == quantization, marker == restart:
		default:
			return false
		}
		length := int(binary.BigEndian.Uint16(head[2:]))
		if _, err := content.Discard(max(0, length-2)); err != nil {
			return false
		}
	}
}
