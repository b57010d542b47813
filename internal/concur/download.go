package concur

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-resty/resty/v2"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// LargestDownload caps a file that Concur gives, in bytes. The image of a report is
// all of its receipts in one PDF.
const LargestDownload = 50 << 20

// Download is a file on its way from Concur. It is read as it arrives, within the
// time of the request, and must be closed.
type Download struct {
	// MediaType is what Concur calls it, which need not be so.
	MediaType string
	// Size in bytes; -1 where it is not known beforehand.
	Size int64
	// Content fails with *Error where the connection breaks or the file is too large.
	Content io.ReadCloser
}

// download sends a request whose answer is a file, of which at most most bytes can
// be read. Refusals are read as those of every other operation; r.accept should say
// what is wanted.
func (s *Session) download(ctx context.Context, r request, most int64) (Download, error) {
	operation := s.client.operations[r.operation]
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	rest, ticket, err := s.prepare(ctx, operation, r)
	if err != nil {
		cancel()
		return Download{}, err
	}
	answer, err := rest.SetDoNotParseResponse(true).Execute(rest.Method, rest.URL)
	if err != nil {
		cancel()
		return Download{}, failure(operation, answer, err)
	}
	body := &arriving{answer: answer, operation: operation, done: cancel, most: most}
	body.head = bufio.NewReader(answer.RawBody())
	body.content = &capped{Reader: body.head, left: most, over: tooLarge(operation, most)}
	if err := body.refused(ticket); err != nil {
		_ = body.Close() // It is not used.
		return Download{}, err
	}
	return Download{
		MediaType: answer.Header().Get("Content-Type"), Size: answer.RawResponse.ContentLength, Content: body,
	}, nil
}

// arriving is the body of an answer that holds a file.
type arriving struct {
	answer    *resty.Response
	operation catalogue.Operation
	head      *bufio.Reader
	content   io.Reader // head within its bounds
	done      context.CancelFunc
	most      int64 // bytes
}

// refused looks whether the answer is a file at all: not a refusal, which the legacy
// APIs also give with status 200, not a page for people and not nothing.
func (a *arriving) refused(ticket *ticket) error {
	if a.answer.RawResponse.ContentLength > a.most {
		return tooLarge(a.operation, a.most)
	}
	const enough = 512
	head, err := a.head.Peek(enough)
	if err != nil && err != io.EOF {
		return failure(a.operation, a.answer, err)
	}
	if a.answer.StatusCode() >= http.StatusMultipleChoices || saysError(head) {
		const longestRefusal = 64 << 10
		text, err := io.ReadAll(io.LimitReader(a.head, longestRefusal))
		if err != nil {
			return failure(a.operation, a.answer, err)
		}
		return refusal(a.operation, a.answer.SetBody(text), ticket.token)
	}
	if len(head) == 0 || looksLikeHTML(head) {
		return &Error{
			Operation: a.operation, Fault: Unreadable, Status: a.answer.StatusCode(),
			CorrelationID: a.answer.Header().Get(correlationHeader), Message: "Concur's answer is not a file",
		}
	}
	return nil
}

// Read implements io.Reader.
func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.content.Read(p)
	if _, told := errors.AsType[*Error](err); err == nil || err == io.EOF || told {
		return n, err
	}
	return n, failure(a.operation, a.answer, err)
}

// Close implements io.Closer.
func (a *arriving) Close() error {
	defer a.done()
	return a.answer.RawBody().Close()
}

func tooLarge(operation catalogue.Operation, most int64) error {
	return notAnImage(operation, fmt.Sprintf("the file is larger than %d MB and was not read", most>>20))
}

func notAnImage(operation catalogue.Operation, message string) error {
	return &Error{Operation: operation, Fault: Unreadable, Message: message}
}

// capped ends a content with an error where it is too long, instead of cutting it.
type capped struct {
	io.Reader
	left int64 // bytes
	over error
}

// Read implements io.Reader.
func (c *capped) Read(p []byte) (int, error) {
	if c.left < 0 {
		return 0, c.over
	}
	// One more than may be read, to see that there is more.
	n, err := c.Reader.Read(p[:min(int64(len(p)), c.left+1)])
	if c.left -= int64(n); c.left < 0 {
		return n - 1, c.over
	}
	return n, err
}
