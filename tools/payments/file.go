package payments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// mostShown is how many bytes of a file are shown; larger ones are saved or not seen.
const mostShown = 16 << 10

type batchFileIn struct {
	BatchID concur.BatchFileID `json:"batch_id" jsonschema:"file_id of close_payment_batch"`
	SaveTo  string             `json:"save_to,omitempty" jsonschema:"new file in an allowed folder"`
}

type batchFileOut struct {
	MediaType string      `json:"media_type"`
	Bytes     int64       `json:"bytes,omitempty"`
	SavedTo   string      `json:"saved_to,omitempty"`
	Text      render.Text `json:"text,omitempty"`
	Note      string      `json:"note,omitempty"`
}

func (k kit) getPaymentBatchFile() tools.Tool {
	def := define("get_payment_batch_file", "Get the file of a payment batch", tools.Read)
	def.Description = "Gets the payment file of a closed batch (CSV or ZIP). It can hold bank accounts: prefer save_to, " +
		"which keeps it out of the conversation. Without it, only a small CSV is shown. For administrators."
	def.Operations = []string{"payment_batch_file"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in batchFileIn) (batchFileOut, error) {
		if in.SaveTo != "" {
			if err := k.folders.MaySave(in.SaveTo); err != nil {
				return batchFileOut{}, err
			}
		}
		download, err := k.concur.As(call.Caller).BatchFile(ctx, in.BatchID)
		if err != nil {
			return batchFileOut{}, whyNoFile(err)
		}
		defer func() { _ = download.Content.Close() }() // It was only read.
		mediaType, _, _ := strings.Cut(download.MediaType, ";")
		out := batchFileOut{MediaType: strings.TrimSpace(mediaType)}
		if in.SaveTo != "" {
			saved, err := k.folders.Save(in.SaveTo, download.Content, concur.LargestBatchFile)
			out.Bytes, out.SavedTo = saved.Size, saved.Path
			return out, err
		}
		return out.read(download.Content)
	})
}

// read shows a file that is text and small.
func (out batchFileOut) read(content io.Reader) (batchFileOut, error) {
	text, err := io.ReadAll(io.LimitReader(content, mostShown+1))
	switch {
	case err != nil:
		return batchFileOut{}, err
	case len(text) > mostShown:
		out.Note = fmt.Sprintf("It is larger than %d KB, so it is not shown. Call again with save_to.", mostShown>>10)
		return out, nil
	case out.MediaType == "application/zip" || !utf8.Valid(text):
		out.Bytes, out.Note = int64(len(text)), "It is no text, so it is not shown. Call again with save_to."
		return out, nil
	}
	out.Bytes, out.Text = int64(len(text)), render.Text(text)
	return out, nil
}

// whyNoFile says where the id of a file comes from.
func whyNoFile(err error) error {
	refused, ok := errors.AsType[*concur.Error](err)
	if !ok || !concur.IsNotFound(err) {
		return forAdministrators(err)
	}
	return &noFileError{refused}
}

// noFileError is an id that Concur knows no file by.
type noFileError struct{ tools.Problem }

// Unwrap gives what Concur said.
func (e *noFileError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *noFileError) NextStep() string {
	return "Call close_payment_batch with the batch: on a closed one it makes the file and gives file_id. Pass that as batch_id."
}
