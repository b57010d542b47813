package images

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// largestShown in bytes is what a result holds of a file; base64 makes it a third
// longer.
const largestShown = 5 << 20

// unknownType is what a file is whose content says nothing.
const unknownType = "application/octet-stream"

// Given is a file as a result tells of it. Outputs embed it. The file itself comes
// with the result unless it was saved.
type Given struct {
	MediaType string `json:"media_type"`
	// Bytes is left out where the file was too large to be read.
	Bytes   int64  `json:"bytes,omitempty"`
	SavedTo string `json:"saved_to,omitempty"`
	Note    string `json:"note,omitempty"`

	shown []tools.Attachment
}

// Attachments implements tools.Attached.
func (g Given) Attachments() []tools.Attachment { return g.shown }

// MaySave refuses a save_to that cannot be written, before anything is asked of
// Concur. Empty is fine.
func (s *Source) MaySave(saveTo string) error {
	if saveTo == "" {
		return nil
	}
	return s.folders.MaySave(saveTo)
}

// Give hands a file of Concur to the caller and closes it: into a new file at saveTo,
// which holds at most concur.LargestDownload bytes, or without that as an attachment
// of the result, called name with the ending of its type. A file that is too large to
// be shown is none of both, and the note says what to do.
func (s *Source) Give(_ context.Context, download concur.Download, name, saveTo string) (Given, error) {
	var given Given
	defer func() { _ = download.Content.Close() }() // It was only read.
	content := bufio.NewReader(download.Content)
	head, err := content.Peek(files.HeadBytes)
	if err != nil && err != io.EOF {
		return Given{}, err
	}
	given.MediaType = files.MediaTypeOf(head)
	if given.MediaType == "" {
		given.MediaType = unknownType
	}
	if saveTo != "" {
		saved, err := s.folders.Save(saveTo, content, concur.LargestDownload)
		given.Bytes, given.SavedTo = saved.Size, saved.Path
		return given, err
	}
	return given.show(content, name)
}

// show reads a file into the result.
func (g Given) show(content io.Reader, name string) (Given, error) {
	read, err := io.ReadAll(io.LimitReader(content, largestShown+1))
	if err != nil {
		return Given{}, err
	}
	if len(read) > largestShown {
		g.Note = fmt.Sprintf("It is larger than %d MB, which is too large to be shown. Call again with save_to.", largestShown>>20)
		return g, nil
	}
	g.Bytes = int64(len(read))
	if !slices.Contains([]string{files.PDF, files.PNG, files.JPEG, files.GIF}, g.MediaType) {
		g.Note = "Clients do not show " + g.MediaType + ". Call again with save_to to keep it as it is."
		return g, nil
	}
	_, format, _ := strings.Cut(g.MediaType, "/")
	g.shown = []tools.Attachment{{Name: name + "." + format, MediaType: g.MediaType, Content: read}}
	return g, nil
}
