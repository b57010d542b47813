package app

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
)

// writeReceipt draws something that looks like a till receipt from afar: lines of
// different lengths on white paper.
func writeReceipt(path string) error {
	const width, height, lineEvery = 180, 260, 14
	paper := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		length := 60 + (y/lineEvery)*37%90
		for x := range width {
			ink := y%lineEvery < 4 && y > 2*lineEvery && x > 20 && x < 20+length
			shade := color.Gray{Y: 255}
			if ink {
				shade.Y = 60
			}
			paper.SetGray(x, y, shade)
		}
	}
	file, err := os.Create(path) //nolint:gosec // A temporary folder of our own.
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, paper), file.Close())
}
