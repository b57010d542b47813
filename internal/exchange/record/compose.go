package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// compose makes the exchange, with everything replaced that has to be.
func (r *Recorder) compose(operation catalogue.Operation, request *http.Request, sent capture, response *http.Response, received capture,
) exchange.Exchange {
	d := r.disguise
	e := exchange.Exchange{
		Origin: exchange.Recorded, Source: r.source(),
		Request:  exchange.Request{Method: request.Method, Path: d.path(request.URL.EscapedPath()), Headers: map[string]string{}},
		Response: exchange.Response{Status: response.StatusCode, Headers: d.answerHeaders(response.Header)},
	}
	if query, err := url.ParseQuery(request.URL.RawQuery); err == nil {
		e.Request.Query = d.query(query)
	}
	contentType := request.Header.Get("Content-Type")
	if !sent.whole && sent.size < request.ContentLength { // It was answered before all of it was sent.
		sent.size = request.ContentLength
	}
	if operation.Takes(catalogue.None) { // It obtains tokens.
		e.Request.Content, e.Response.Content = exchange.Content{Text: replacedWholly}, d.tokens(received)
	} else {
		e.Request.Content, e.Request.Form = d.sent(contentType, sent)
		e.Response.Content = d.content(response.Header.Get("Content-Type"), received)
	}
	if sent.size == 0 {
		e.Request.Content = exchange.Content{}
	}
	e.Request.Headers = requestHeaders(request.Header, e.Request)
	return e
}

const acceptJSON = "application/json"

// requestHeaders are those that do not go without saying. The values of those that
// are not known, such as an idempotency key, are nobody's business.
func requestHeaders(header http.Header, request exchange.Request) map[string]string {
	told := map[string]string{}
	if header.Get("Accept") == "" {
		told["Accept"] = ""
	}
	for name := range header {
		value := header.Get(name)
		switch name {
		case "Authorization", "User-Agent", "Accept-Encoding", "Content-Length":
		case "Accept":
			if value != acceptJSON {
				told[name] = acceptedTypes(value)
			}
		case "Content-Type":
			if request.Form == nil && (request.Text != "" || request.Base64 != nil || request.Omitted != nil) {
				told[name] = plainType(value)
			}
		default:
			told[name] = "*"
		}
	}
	return told
}

// acceptedTypes are the media types of an Accept header, without parameters.
func acceptedTypes(value string) string {
	var types []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); !mediaShape.MatchString(part) {
			return "*"
		}
		types = append(types, part)
	}
	return strings.Join(types, ", ")
}

// answerHeaders keeps the few that a client reads.
func (d *disguise) answerHeaders(header http.Header) map[string]string {
	kept := map[string]string{}
	for name := range header {
		value := header.Get(name)
		switch name {
		case "Content-Type":
			kept[name] = plainType(value)
		case "Retry-After":
			if numberShape.MatchString(value) {
				kept[name] = value
			}
		case "Location", "Concur-Correlationid":
			kept[name] = d.value(value)
		}
	}
	return kept
}

// plainType drops the parameters, of which the boundary of a form is one.
func plainType(value string) string {
	if mediaType, _, err := mime.ParseMediaType(value); err == nil && mediaShape.MatchString(mediaType) {
		return mediaType
	}
	return "application/octet-stream"
}

// sent is the body of a request, a form part by part.
func (d *disguise) sent(contentType string, c capture) (exchange.Content, []exchange.Part) {
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	if err == nil && mediaType == "multipart/form-data" && c.body != nil && c.whole {
		if parts, err := d.form(c.body, parameters["boundary"]); err == nil {
			return exchange.Content{}, parts
		}
	}
	return d.content(contentType, c), nil
}

func (d *disguise) form(body []byte, boundary string) ([]exchange.Part, error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	parts := []exchange.Part{}
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		mediaType := part.Header.Get("Content-Type")
		content := d.content(mediaType, captured(text))
		if mediaType != "" {
			mediaType = plainType(mediaType)
		}
		parts = append(parts, exchange.Part{
			Name: d.memberName(part.FormName()), Filename: d.filename(part.FileName()), MediaType: mediaType,
			JSON: content.Body, Text: content.Text, Base64: content.Base64, Omitted: content.Omitted,
		})
	}
}

// extension is that of a receipt.
var extension = regexp.MustCompile(`(?i)\.(pdf|png|jpe?g|tiff?|gif)$`)

func (d *disguise) filename(name string) string {
	known := extension.FindString(name)
	return d.value(strings.TrimSuffix(name, known)) + known
}

// replacedWholly stands for what is said to obtain a token.
const replacedWholly = "grant_type=replaced"

// plainScalar is a small number or a word, as JSON.
var plainScalar = regexp.MustCompile(`^("?\d{1,6}"?|"[A-Za-z_]{1,30}")$`)

// tokens keeps of an answer with tokens how long they live, or the codes of a refusal.
func (d *disguise) tokens(c capture) exchange.Content {
	var members map[string]json.RawMessage
	if c.body == nil || json.Unmarshal(c.body, &members) != nil {
		return exchange.Content{Text: replacedWholly}
	}
	kept := map[string]json.RawMessage{}
	for name, value := range members {
		kept[d.memberName(name)] = json.RawMessage(`"replaced"`)
		harmless := name == "token_type" || name == "expires_in" || name == "code" || name == "error"
		if harmless && plainScalar.Match(value) {
			kept[name] = value
		}
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return exchange.Content{Text: replacedWholly}
	}
	return exchange.Content{Body: body}
}
