package exchange

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Answer makes the answer to a request. Its Content-Type follows from the content
// unless a header says otherwise.
func (e Exchange) Answer(r *http.Request) *http.Response {
	header := http.Header{}
	switch mediaType := e.Response.mediaType(); {
	case mediaType == "application/json":
		header.Set("Content-Type", "application/json;charset=UTF-8")
	case mediaType != "":
		header.Set("Content-Type", mediaType)
	case e.Response.Text != "":
		header.Set("Content-Type", "text/plain")
	case e.Response.forms() > 0:
		header.Set("Content-Type", "application/octet-stream")
	default:
		// Concur names a type even where there is nothing of it.
		header.Set("Content-Type", "application/json;charset=UTF-8")
	}
	for name, value := range e.Response.Headers {
		header.Set(name, value)
	}
	body := e.Response.bytes()
	return &http.Response{
		Status: fmt.Sprintf("%d %s", e.Response.Status, http.StatusText(e.Response.Status)), StatusCode: e.Response.Status,
		Header: header, Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
}
