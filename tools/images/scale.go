package images

import (
	"bytes"
	"context"
	"image"
	_ "image/gif" // image.Decode shall know it.
	"image/jpeg"
	_ "image/png" // image.Decode shall know it.
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/tiff" // image.Decode shall know it.

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// longestSide in pixels is what Concur keeps of an image anyhow (Receipts v4 >
	// Endpoints: larger ones are scaled down, the aspect ratio is kept).
	longestSide = 2200
	// largestOpened and mostMemory, both in bytes, bound what is opened to be scaled: a
	// few bytes of a PNG can stand for gigabytes of pixels. A photograph of 50 megapixels
	// fits.
	largestOpened = 50 << 20
	mostMemory    = 200 << 20
	// quality of the JPEG, of 100: letters stay sharp.
	quality = 85
)

// scaledDown gives an image that fits the limits, as a JPEG in memory, or the file
// as it is where that fits.
func (s *Source) scaledDown(ctx context.Context, file files.File, limits Limits) (files.File, error) {
	if file.MediaType == files.PDF {
		if file.Size > limits.Bytes {
			return files.File{}, tools.Argumentf("scale_down", "%s is a PDF, and those are not scaled here", file.Name).
				WithHint("Make it smaller than %d MB, for example with a lower resolution.", limits.Bytes>>20)
		}
		return file, nil
	}
	select {
	case s.scaling <- struct{}{}:
		defer func() { <-s.scaling }()
	case <-ctx.Done():
		return files.File{}, ctx.Err()
	}
	size, err := measure(file)
	if err != nil {
		return files.File{}, err
	}
	if file.Size <= limits.Bytes && max(size.X, size.Y) <= longestSide && slices.Contains(limits.MediaTypes, file.MediaType) {
		return file, nil
	}
	picture, err := decodeImage(file)
	if err != nil {
		return files.File{}, err
	}
	return encodeWithin(picture, limits.Bytes)
}

// measure reads how many pixels an image has, and refuses what is too much to open.
func measure(file files.File) (image.Point, error) {
	content, err := file.Open()
	if err != nil {
		return image.Point{}, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	config, _, err := image.DecodeConfig(content)
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return image.Point{}, undecodable(file)
	}
	perPixel, err := bytesPerPixel(file, config.ColorModel)
	if err != nil {
		return image.Point{}, err
	}
	if int64(config.Width)*int64(config.Height) > mostMemory/perPixel {
		return image.Point{}, tools.Argumentf("scale_down", "%s has %d x %d pixels, which is more than is opened here",
			file.Name, config.Width, config.Height).WithHint("Make it smaller first.")
	}
	return image.Pt(config.Width, config.Height), nil
}

// decodeImage gives the pixels the right way up. Of a GIF they are those of its
// first frame.
func decodeImage(file files.File) (image.Image, error) {
	if err := onePage(file); err != nil {
		return nil, err
	}
	turned, err := orientationOf(file)
	if err != nil {
		return nil, err
	}
	content, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }() // It was only read.
	picture, _, err := image.Decode(content)
	if err != nil {
		return nil, undecodable(file)
	}
	return upright(shrunk(picture, longestSide), turned), nil
}

// encodeWithin writes a JPEG of at most most bytes, smaller and smaller if need be.
func encodeWithin(picture image.Image, most int64) (files.File, error) {
	const smallest = 200 // pixels; below, nobody can read a receipt
	for side := longestSide; side >= smallest; side /= 2 {
		var written bytes.Buffer
		if err := jpeg.Encode(&written, shrunk(picture, side), &jpeg.Options{Quality: quality}); err != nil {
			return files.File{}, err
		}
		if int64(written.Len()) <= most {
			return files.FromBytes("the image", written.Bytes(), most)
		}
	}
	return files.File{}, tools.Argumentf("scale_down", "the image cannot be made small enough")
}

// shrunk scales an image down until no side is longer than side pixels, on white
// where it is transparent.
//
// It is halved first as often as that fits: ApproxBiLinear then takes the mean of
// four pixels each time, and needs no memory beside the image, where the better
// kernels of the package take 32 bytes for each pixel on the way.
func shrunk(picture image.Image, side int) *image.RGBA {
	for {
		size := picture.Bounds().Size()
		longest := max(size.X, size.Y)
		target := size
		switch {
		case longest >= 2*side:
			target = image.Pt(max(1, size.X/2), max(1, size.Y/2))
		case longest > side:
			target = image.Pt(max(1, size.X*side/longest), max(1, size.Y*side/longest))
		}
		if done, ok := picture.(*image.RGBA); ok && target == size && done.Opaque() {
			return done
		}
		canvas := image.NewRGBA(image.Rectangle{Max: target})
		draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
		draw.ApproxBiLinear.Scale(canvas, canvas.Bounds(), picture, picture.Bounds(), draw.Over, nil)
		picture = canvas
	}
}

func undecodable(file files.File) error {
	return tools.Argumentf("scale_down", "%s cannot be opened as an image", file.Name).
		WithHint("Leave out scale_down, or convert the file to PNG or JPEG.")
}
