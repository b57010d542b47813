package images_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/tiff"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// photograph is red in its upper left quarter and blue elsewhere.
func photograph(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			at := color.RGBA{B: 0xff, A: 0xff}
			if x < width/2 && y < height/2 {
				at = color.RGBA{R: 0xff, A: 0xff}
			}
			picture.SetRGBA(x, y, at)
		}
	}
	return picture
}

// noise is a picture that no format makes much smaller.
func noise(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	random := rand.NewPCG(1, 2)
	for i := 0; i < len(picture.Pix); i += 4 {
		value := random.Uint64()
		picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2], picture.Pix[i+3] = byte(value), byte(value>>8), byte(value>>16), 0xff
	}
	return picture
}

func asPNG(t *testing.T, picture image.Image) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, png.Encode(&text, picture))
	return text.String()
}

func asJPEG(t *testing.T, picture image.Image) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, jpeg.Encode(&text, picture, nil))
	return text.String()
}

func asGIF(t *testing.T, picture image.Image) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, gif.Encode(&text, picture, nil))
	return text.String()
}

func asTIFF(t *testing.T, picture image.Image) string {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, tiff.Encode(&text, picture, &tiff.Options{Compression: tiff.Deflate}))
	return text.String()
}

// scaled gives what becomes of a file that may be scaled down.
func scaled(t *testing.T, content string, limits images.Limits) (*concur.Upload, error) {
	t.Helper()
	from, _ := source(t, nil, map[string]string{"receipt": content})
	return from.Open(t.Context(), &tools.Call{}, images.Purpose{}, images.In{FilePath: "receipt", ScaleDown: true}, limits)
}

func TestLargeImagesAreScaledDown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		content       func(*testing.T) string
		width, height int
	}{
		{"a wide JPEG", func(t *testing.T) string { t.Helper(); return asJPEG(t, photograph(2400, 48)) }, 2200, 44},
		{"a tall PNG", func(t *testing.T) string { t.Helper(); return asPNG(t, photograph(50, 6000)) }, 18, 2200},
		{"a GIF, which is not taken", func(t *testing.T) string { t.Helper(); return asGIF(t, photograph(40, 20)) }, 40, 20},
		{"a TIFF, which is not taken", func(t *testing.T) string { t.Helper(); return asTIFF(t, photograph(3000, 30)) }, 2200, 22},
		{"a PNG of too many bytes", func(t *testing.T) string { t.Helper(); return asPNG(t, noise(400, 300)) }, 400, 300},
		{"a line", func(t *testing.T) string { t.Helper(); return asPNG(t, photograph(9000, 1)) }, 2200, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			upload, err := scaled(t, c.content(t), images.Limits{MediaTypes: limits().MediaTypes, Bytes: 150_000})
			require.NoError(t, err)
			assert.Equal(t, files.JPEG, upload.MediaType)
			assert.LessOrEqual(t, upload.Size, int64(150_000))
			picture, err := jpeg.Decode(strings.NewReader(read(t, upload)))
			require.NoError(t, err)
			assert.Equal(t, image.Pt(c.width, c.height), picture.Bounds().Size())
		})
	}
}

func TestAnImageIsMadeSmallerUntilItFits(t *testing.T) {
	t.Parallel()
	upload, err := scaled(t, asPNG(t, noise(500, 400)), images.Limits{MediaTypes: []string{files.JPEG}, Bytes: 60_000})
	require.NoError(t, err)
	assert.LessOrEqual(t, upload.Size, int64(60_000))
	_, err = scaled(t, asPNG(t, noise(500, 400)), images.Limits{MediaTypes: []string{files.JPEG}, Bytes: 2_000})
	require.ErrorContains(t, err, "small enough")
}

func TestWhatFitsIsSentAsItIs(t *testing.T) {
	t.Parallel()
	for _, content := range []string{asPNG(t, photograph(2200, 20)), asJPEG(t, photograph(20, 2200)), pdf} {
		upload, err := scaled(t, content, limits())
		require.NoError(t, err)
		assert.Equal(t, content, read(t, upload))
	}
}

func TestTheColoursStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	empty := image.NewNRGBA(image.Rect(0, 0, 4000, 80)) // transparent all over
	for name, c := range map[string]struct {
		picture image.Image
		corner  color.RGBA
	}{
		"red in the corner":           {photograph(4000, 80), color.RGBA{R: 0xff, A: 0xff}},
		"white where nothing is seen": {empty, color.RGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upload, err := scaled(t, asPNG(t, c.picture), limits())
			require.NoError(t, err)
			picture, err := jpeg.Decode(strings.NewReader(read(t, upload)))
			require.NoError(t, err)
			near(t, c.corner, picture.At(10, 10))
		})
	}
}

func near(t *testing.T, want color.RGBA, got color.Color) {
	t.Helper()
	r, g, b, _ := got.RGBA()
	const off = 24 // of 255: a JPEG is not exact
	assert.InDelta(t, want.R, r>>8, off)
	assert.InDelta(t, want.G, g>>8, off)
	assert.InDelta(t, want.B, b>>8, off)
}

// withExif puts an orientation behind the signature of a JPEG, as cameras do.
func withExif(content string, order binary.AppendByteOrder, orientation uint16) string {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	exif := []byte("Exif\x00\x00" + mark)
	exif = order.AppendUint32(exif, 8) // where the directory begins
	exif = order.AppendUint16(exif, 2) // entries
	for _, entry := range [][2]uint16{{0x010F, 1}, {0x0112, orientation}} {
		exif = order.AppendUint16(exif, entry[0])
		exif = order.AppendUint16(exif, 3) // a short
		exif = order.AppendUint32(exif, 1)
		exif = order.AppendUint16(exif, entry[1])
		exif = order.AppendUint16(exif, 0)
	}
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return content[:2] + string(segment) + string(exif) + content[2:]
}

func TestAPhotographIsTurnedUpright(t *testing.T) {
	t.Parallel()
	// Where the red quarter of the pixels belongs, by the orientation.
	for orientation, red := range map[uint16]string{
		0: "left top", 1: "left top", 2: "right top", 3: "right bottom", 4: "left bottom",
		5: "left top", 6: "right top", 7: "right bottom", 8: "left bottom", 9: "left top",
	} {
		for name, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
			t.Run(name+" "+red, func(t *testing.T) {
				t.Parallel()
				upload, err := scaled(t, withExif(asJPEG(t, photograph(2400, 120)), order, orientation), limits())
				require.NoError(t, err)
				picture, err := jpeg.Decode(strings.NewReader(read(t, upload)))
				require.NoError(t, err)
				size := picture.Bounds().Size()
				want := image.Pt(2200, 110)
				if orientation >= 5 && orientation <= 8 {
					want = image.Pt(110, 2200)
				}
				assert.Equal(t, want, size)
				at := map[string]image.Point{
					"left top": image.Pt(20, 20), "right top": image.Pt(size.X-20, 20),
					"left bottom": image.Pt(20, size.Y-20), "right bottom": image.Pt(size.X-20, size.Y-20),
				}
				for place, point := range at {
					colour := color.RGBA{B: 0xff, A: 0xff}
					if place == red {
						colour = color.RGBA{R: 0xff, A: 0xff}
					}
					near(t, colour, picture.At(point.X, point.Y))
				}
			})
		}
	}
}

// bomb is the head of a PNG that says to have a size and bits for each colour; its
// pixels are missing.
func bomb(width, height uint32, depth byte) string {
	head := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	head = binary.BigEndian.AppendUint32(head, height)
	head = append(head, depth, 2, 0, 0, 0)
	text := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	text = append(text, head...)
	return string(binary.BigEndian.AppendUint32(text, crc32.ChecksumIEEE(head)))
}

// frame is a JPEG up to its frame header: 0xC0 stands for a sequential image, 0xC2 for a
// progressive one.
func frame(marker byte, width, height uint16) string {
	text := []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff")
	text = append(text, marker, 0, 17, 8)
	text = binary.BigEndian.AppendUint16(text, height)
	text = binary.BigEndian.AppendUint16(text, width)
	return string(append(text, "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"...))
}

func TestWhatCannotBeScaled(t *testing.T) {
	t.Parallel()
	pages := []byte(asTIFF(t, photograph(3000, 30)))
	directory := binary.LittleEndian.Uint32(pages[4:])
	entries := uint32(binary.LittleEndian.Uint16(pages[directory:]))
	binary.LittleEndian.PutUint32(pages[directory+2+12*entries:], 8) // a second page
	for _, c := range []struct{ name, content, says string }{
		{"a bomb", bomb(60_000, 60_000, 8), "60000 x 60000 pixels"},
		{"a bomb in one direction", bomb(1<<31-1, 1, 8), "pixels"},
		{"a bomb of deep colours", bomb(6000, 6000, 16), "6000 x 6000 pixels"},
		{"a bomb of coefficients", frame(0xC2, 7200, 7200), "7200 x 7200 pixels"},
		{"a bomb that hides them", strings.Replace(frame(0xC2, 7200, 7200), "\xff\xc2", "\x00\xff\xc2", 1), "7200 x 7200 pixels"},
		{"a large photograph without its scan", frame(0xC0, 7200, 7200), "cannot be opened as an image"},
		{"one by parts without its scan", frame(0xC2, 3600, 3600), "cannot be opened as an image"},
		{"pixels that are missing", bomb(3000, 3000, 8), "cannot be opened as an image"},
		{"half an image", asJPEG(t, photograph(2400, 48))[:300], "cannot be opened as an image"},
		{"a signature alone", "\x89PNG\r\n\x1a\n", "cannot be opened as an image"},
		{"several pages", string(pages), "several pages"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := scaled(t, c.content, limits())
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func FuzzScalingDown(f *testing.F) {
	f.Add([]byte(bomb(3000, 2, 8)))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\xff\xff"))
	f.Add([]byte("GIF89a\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		from := images.NewSource(nil, nil, nil)
		in := images.In{FileContent: encoded(string(content)), ScaleDown: true}
		upload, err := from.Open(t.Context(), &tools.Call{}, images.Purpose{}, in, limits())
		if err == nil {
			assert.LessOrEqual(t, int64(len(read(t, upload))), limits().Bytes)
		}
	})
}
