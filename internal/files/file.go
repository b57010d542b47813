package files

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// The media types that are recognised.
const (
	PDF  = "application/pdf"
	PNG  = "image/png"
	JPEG = "image/jpeg"
	GIF  = "image/gif"
	TIFF = "image/tiff"
)

// File is a receipt on its way out.
type File struct {
	// Name without its folder.
	Name string
	// MediaType is what the content is, one of the constants.
	MediaType string
	// Size in bytes.
	Size int64
	// Open gives the content from its beginning, as often as it is asked for. It
	// fails if a file on disk is no longer the one that was looked at.
	Open func() (io.ReadCloser, error)
}

// FromBytes takes a file that is in memory. what is how errors call it; most is its
// largest size in bytes. It fails with *Error.
func FromBytes(what string, content []byte, most int64) (File, error) {
	mediaType := MediaTypeOf(content)
	if err := check(what, mediaType, int64(len(content)), most); err != nil {
		return File{}, err
	}
	return File{
		Name: nameOf(mediaType), MediaType: mediaType, Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}, nil
}

// Within fails if a file is larger than that, in bytes, in the words of the other
// limits.
func (f File) Within(most int64) error { return check(f.Name, f.MediaType, f.Size, most) }

// nameOf names a file that came without a name.
func nameOf(mediaType string) string {
	_, format, _ := strings.Cut(mediaType, "/")
	return "receipt." + format
}

// HeadBytes is as much of a content as its signature needs.
const HeadBytes = 8

// signatures are the first bytes of the formats. The names of files prove nothing,
// and guesses from content take text for images now and then.
func signatures() map[string][]string {
	return map[string][]string{
		PDF:  {"%PDF-"},
		PNG:  {"\x89PNG\r\n\x1a\n"},
		JPEG: {"\xff\xd8\xff"},
		GIF:  {"GIF87a", "GIF89a"},
		TIFF: {"II*\x00", "MM\x00*"},
	}
}

// MediaTypeOf names the media type of a content by its first bytes: one of the
// constants, or empty.
func MediaTypeOf(head []byte) string {
	mediaType, _ := recognise(bytes.NewReader(head)) // Reading from memory does not fail.
	return mediaType
}

// recognise reads the beginning of a content and names its media type; empty if it
// is none of ours.
func recognise(content io.Reader) (string, error) {
	head := make([]byte, HeadBytes)
	n, err := io.ReadFull(content, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", err
	}
	for mediaType, starts := range signatures() {
		for _, start := range starts {
			if bytes.HasPrefix(head[:n], []byte(start)) {
				return mediaType, nil
			}
		}
	}
	return "", nil
}

// check refuses what is too large, empty or not a receipt. most is in bytes.
func check(what, mediaType string, size, most int64) error {
	switch {
	case size == 0:
		return refusef("Give a file with content.", "%s is empty", what)
	case size > most:
		return &Error{
			message: fmt.Sprintf("%s has %s; at most %s are taken", what, megabytes(size), megabytes(most)),
			next:    "Make it smaller, for example with a lower resolution.", TooLarge: true,
		}
	case mediaType == "":
		return refusef("Give a PDF or an image; convert it if need be.",
			"%s is not a receipt by its content, whatever its name says", what)
	default:
		return nil
	}
}

func megabytes(size int64) string {
	return fmt.Sprintf("%.1f MB", float64(size)/(1<<20))
}

// sameType compares a declared media type with what a content is. People write
// image/jpg.
func sameType(declared, actual string) bool {
	declared, _, _ = strings.Cut(strings.ToLower(declared), ";")
	declared = strings.TrimSpace(declared)
	return declared == actual || (declared == "image/jpg" && actual == JPEG)
}
