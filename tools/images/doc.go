// Package images is how receipt images come in and go out: what a caller may give in
// place of an image, and what a caller is shown of one. The tools of several
// toolsets share it.
//
// It knows the limits of no endpoint: those come with each call.
package images
