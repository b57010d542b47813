package receipts

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// mediaType is what a receipt can be (Image v1). image/jpg is how people write
// the third.
type mediaType string

// Values lists the media types.
func (mediaType) Values() []string { return []string{files.PDF, files.PNG, files.JPEG, "image/jpg"} }

// imageIn is a receipt in one of two forms.
type imageIn struct {
	FilePath    string    `json:"file_path,omitempty" jsonschema:"below an allowed folder"`
	FileContent string    `json:"file_content,omitempty" jsonschema:"base64, in place of file_path"`
	MediaType   mediaType `json:"media_type,omitempty" jsonschema:"of file_content"`
}

// open checks the receipt and gives it as something to send. A file is read while
// it is sent, and never held as a whole.
func (in imageIn) open(folders *files.Folders) (*concur.Upload, error) {
	file, err := in.file(folders)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(mediaType("").Values(), file.MediaType) {
		return nil, tools.Argumentf("", "%s is %s, which Concur does not take here", file.Name, file.MediaType).
			WithHint("Convert it to PDF, PNG or JPEG.")
	}
	return &concur.Upload{MediaType: file.MediaType, Size: file.Size, Open: file.Open}, nil
}

func (in imageIn) file(folders *files.Folders) (files.File, error) {
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
		return folders.Open(in.FilePath, concur.LargestImage)
	default:
		return files.FromBase64(in.FileContent, string(in.MediaType), concur.LargestImage)
	}
}
