package images

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// mediaType is what a receipt can be. image/jpg is how people write the third.
type mediaType string

// Values lists the media types.
func (mediaType) Values() []string {
	return []string{files.PDF, files.PNG, files.JPEG, "image/jpg", files.GIF, files.TIFF}
}

// In is an image in one of the forms that a caller may give. Inputs embed it.
type In struct {
	FilePath    string    `json:"file_path,omitempty" jsonschema:"below an allowed folder"`
	FileContent string    `json:"file_content,omitempty" jsonschema:"base64, in place of file_path"`
	MediaType   mediaType `json:"media_type,omitempty" jsonschema:"of file_content"`
}

// Given reports whether there is an image at all.
func (in In) Given() bool { return in != (In{}) }

// Limits are what an endpoint of Concur takes.
type Limits struct {
	// MediaTypes, in the form of the constants of internal/files.
	MediaTypes []string
	// Bytes is the largest size.
	Bytes int64
}

// Source opens images. Folders may allow none.
type Source struct{ Folders *files.Folders }

// Open checks an image against the limits and gives it as something to send. A file
// is read while it is sent, and never held as a whole.
func (s *Source) Open(_ context.Context, in In, limits Limits) (*concur.Upload, error) {
	file, err := s.file(in, limits.Bytes)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(limits.MediaTypes, file.MediaType) {
		argument := "file_path"
		if in.FileContent != "" {
			argument = "media_type"
		}
		return nil, tools.Argumentf(argument, "%s is %s, which Concur does not take here", file.Name, file.MediaType).
			WithHint("Convert it to one of %s.", strings.Join(limits.MediaTypes, ", "))
	}
	return &concur.Upload{MediaType: file.MediaType, Size: file.Size, Open: file.Open}, nil
}

func (s *Source) file(in In, most int64) (files.File, error) {
	switch {
	case in.FilePath != "" && in.FileContent != "":
		return files.File{}, tools.Argumentf("file_path", "file_content is given too").WithHint("Give one of them.")
	case in.FilePath == "" && in.FileContent == "":
		return files.File{}, tools.Argumentf("file_path", "there is no receipt").
			WithHint("Give file_path, or file_content with media_type.")
	case in.FilePath != "" && in.MediaType != "":
		return files.File{}, tools.Argumentf("media_type", "goes with file_content; of a file it is read from its content").
			WithHint("Leave it out.")
	case in.FileContent != "" && in.MediaType == "":
		return files.File{}, tools.Argumentf("media_type", "is required with file_content").
			WithHint("Give application/pdf, image/png or image/jpeg.")
	case in.FilePath != "":
		return s.Folders.Open(in.FilePath, most)
	default:
		return files.FromBase64(in.FileContent, string(in.MediaType), most)
	}
}
