package images

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// orientation says how the pixels of a photograph lie (Exif 2.32, tag 0x0112): 1 as
// they should, 2 to 8 mirrored or turned. Cameras write it in place of turning them,
// and what is written anew has no Exif; so they are turned here.
type orientation uint16

// orientationOf reads the Exif of a JPEG; other files lie as they should.
func orientationOf(file files.File) (orientation, error) {
	if file.MediaType != files.JPEG {
		return 1, nil
	}
	content, err := file.Open()
	if err != nil {
		return 1, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	const enough = 256 << 10               // Exif is among the first segments, each of at most 64 KB.
	head, err := io.ReadAll(io.LimitReader(content, enough))
	if err != nil {
		return 1, err
	}
	return inExif(exifOf(head)), nil
}

// exifOf finds the TIFF structure in the segments of a JPEG.
func exifOf(jpeg []byte) []byte {
	const startOfScan, app1 = 0xDA, 0xE1
	rest := jpeg[min(2, len(jpeg)):] // behind the signature
	for len(rest) >= 4 && rest[0] == 0xFF && rest[1] != startOfScan {
		length := int(binary.BigEndian.Uint16(rest[2:]))
		if length < 2 || 2+length > len(rest) {
			return nil
		}
		if exif, ok := bytes.CutPrefix(rest[4:2+length], []byte("Exif\x00\x00")); ok && rest[1] == app1 {
			return exif
		}
		rest = rest[2+length:]
	}
	return nil
}

func inExif(exif []byte) orientation {
	const tag, entrySize = 0x0112, 12
	order, entries := directory(exif)
	for len(entries) >= entrySize {
		if order.Uint16(entries) == tag {
			if value := orientation(order.Uint16(entries[8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
		entries = entries[entrySize:]
	}
	return 1
}

// directory gives the entries of the first directory of a TIFF, with what stands
// behind them, or nothing.
func directory(tiff []byte) (binary.ByteOrder, []byte) {
	const head = 8
	if len(tiff) < head {
		return binary.LittleEndian, nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return order, nil
	}
	const entrySize = 12
	count := int64(order.Uint16(tiff[at:]))
	return order, tiff[at+2 : min(at+2+count*entrySize, int64(len(tiff)))]
}

// upright puts the pixels as they should lie.
func upright(picture *image.RGBA, turned orientation) *image.RGBA {
	if turned <= 1 {
		return picture
	}
	size := picture.Bounds().Size()
	target := size
	if turned >= 5 {
		target = image.Pt(size.Y, size.X)
	}
	result := image.NewRGBA(image.Rectangle{Max: target})
	for y := range target.Y {
		for x := range target.X {
			from := turned.source(x, y, size)
			copy(result.Pix[result.PixOffset(x, y):][:4], picture.Pix[picture.PixOffset(from.X, from.Y):][:4])
		}
	}
	return result
}

// source is where the pixel that belongs at x, y lies in an image of a size.
func (o orientation) source(x, y int, size image.Point) image.Point {
	right, bottom := size.X-1, size.Y-1
	switch o {
	case 2:
		return image.Pt(right-x, y)
	case 3:
		return image.Pt(right-x, bottom-y)
	case 4:
		return image.Pt(x, bottom-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(y, bottom-x)
	case 7:
		return image.Pt(right-y, bottom-x)
	case 8:
		return image.Pt(right-y, x)
	default:
		return image.Pt(x, y)
	}
}

// onePage refuses a TIFF of several pages, of which all but the first would be lost.
func onePage(file files.File) error {
	if file.MediaType != files.TIFF {
		return nil
	}
	content, err := file.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // It was only read.
	more, err := hasMorePages(content)
	if err != nil {
		return undecodable(file)
	}
	if more {
		return tools.Argumentf("scale_down", "%s has several pages, and only one can be kept", file.Name).
			WithHint("Convert it to a PDF.")
	}
	return nil
}

// hasMorePages looks for the address of a second directory behind the first (TIFF 6.0).
func hasMorePages(tiff io.Reader) (bool, error) {
	const head, entrySize = 8, 12
	start := make([]byte, head)
	if _, err := io.ReadFull(tiff, start); err != nil {
		return false, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if start[0] == 'M' {
		order = binary.BigEndian
	}
	if _, err := io.CopyN(io.Discard, tiff, int64(order.Uint32(start[4:]))-head); err != nil {
		return false, err
	}
	count := make([]byte, 2)
	if _, err := io.ReadFull(tiff, count); err != nil {
		return false, err
	}
	if _, err := io.CopyN(io.Discard, tiff, int64(order.Uint16(count))*entrySize); err != nil {
		return false, err
	}
	next := make([]byte, 4)
	if _, err := io.ReadFull(tiff, next); err != nil {
		return false, err
	}
	return order.Uint32(next) != 0, nil
}
