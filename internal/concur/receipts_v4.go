package concur

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Receipts v4: the e-receipts and image-only receipts of a person's library. Both are
// processed in the background after they were posted, and are not found until then.

// LargestReceiptImage is what Receipts v4 takes, in bytes. An older page has 5 MB.
const LargestReceiptImage = 25 << 20

// ReceiptID names an e-receipt or an image-only receipt: 32 lower-case hex characters.
type ReceiptID string

// The form of the ids of image-only receipts is not documented, so only an alphabet is
// held that cannot lead a path elsewhere.
var receiptIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// ParseReceiptID reads a receipt id; 32 hex characters in any letter case.
func ParseReceiptID(s string) (ReceiptID, error) {
	s = strings.TrimSpace(s)
	if id, ok := parseHex32(s); ok && len(s) == len(id) {
		return ReceiptID(strings.ToLower(id)), nil
	}
	if !receiptIDForm.MatchString(s) {
		return "", fmt.Errorf("%s is not a receipt id; it has 32 hex characters, and "+
			"list_e_receipts or list_image_only_receipts gives it", quote(s))
	}
	return ReceiptID(s), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ReceiptID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseReceiptID(string(text))
	return err
}

// LibraryOf finds whose library is meant: empty for the person of the user connection.
// A person's token is good for the own library only, where Concur answers 401
// (Receipts v4 > tokens), so that somebody else's needs the company connection.
func (s *Session) LibraryOf(ctx context.Context, user Ref, operation string) (UserID, error) {
	on, err := s.On(ctx, user, RoleTraveler)
	if err != nil || on.User == "" {
		return "", err
	}
	self, err := s.Self(ctx)
	if err != nil {
		return "", err
	}
	if on.User != self && !s.Has(ctx, auth.Company) {
		return "", &NoTokenError{Operation: s.client.operations[operation], Missing: catalogue.Company}
	}
	return on.User, nil
}

// ReceiptPage is a page of a library.
type ReceiptPage[T any] struct {
	Receipts []T
	// Next asks for the page after it; empty on the last.
	Next string
	// Elsewhere says that there are more, at an address that is not followed.
	Elsewhere bool
}

// ListEReceipts reads a page of somebody's e-receipts; from is Next of the page before.
// How Concur continues is not documented. A link to the same path with a query is
// followed by its query, and another is not.
func (s *Session) ListEReceipts(ctx context.Context, owner UserID, from string) (ReceiptPage[EReceipt], error) {
	r := request{operation: "ereceipt_list_by_user", about: owner}
	if from != "" {
		raw, err := base64.RawURLEncoding.DecodeString(from)
		if err != nil {
			return ReceiptPage[EReceipt]{}, err
		}
		if r.query, err = url.ParseQuery(string(raw)); err != nil {
			return ReceiptPage[EReceipt]{}, err
		}
	}
	var answer struct {
		Receipts []EReceipt `json:"receipts"`
		Next     string     `json:"next"`
	}
	if err := s.do(ctx, r, &answer); err != nil {
		return ReceiptPage[EReceipt]{}, err
	}
	page := ReceiptPage[EReceipt]{Receipts: answer.Receipts}
	next, err := url.Parse(answer.Next)
	if err == nil && next.RawQuery != "" && path.Base(path.Dir(next.Path)) == "users" {
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(next.RawQuery))
	}
	page.Elsewhere = page.Next == "" && answer.Next != ""
	return page, nil
}

// GetEReceipt reads an e-receipt. One that is still being processed is not found.
func (s *Session) GetEReceipt(ctx context.Context, owner UserID, id ReceiptID) (EReceipt, error) {
	var receipt EReceipt
	err := s.do(ctx, ofReceipt("ereceipt_get", owner, id), &receipt)
	return receipt, err
}

// EReceiptImage reads the image of an e-receipt: the one that came with it, or one that
// Concur drew.
func (s *Session) EReceiptImage(ctx context.Context, owner UserID, id ReceiptID) (Download, error) {
	return s.picture(ctx, ofReceipt("ereceipt_get_image", owner, id))
}

func (s *Session) picture(ctx context.Context, r request) (Download, error) {
	r.accept = "*/*" // An image or a PDF, as it came or as Concur made it.
	return s.download(ctx, r, LargestDownload)
}

func ofReceipt(operation string, owner UserID, id ReceiptID) request {
	return request{operation: operation, about: owner, path: map[string]string{"receiptId": string(id)}}
}

// CreateEReceipt posts the data of a receipt, of the schema of that name, with its image
// if there is one. The id is in the headers of the answer only; without one it fails as
// unreadable, and the receipt may exist all the same.
func (s *Session) CreateEReceipt(ctx context.Context, owner UserID, schema string, receipt any, image *Upload) (ReceiptID, error) {
	r := request{operation: "ereceipt_create", about: owner, headers: map[string]string{
		"Link": "<" + schemaURL(schema) + ">;rel=describedBy",
	}}
	if image == nil {
		r.body = receipt
		return s.postReceipt(ctx, r)
	}
	text, err := marshalJSON(receipt)
	if err != nil {
		return "", err
	}
	r.upload, err = multipartUpload(formPart{name: "receipt", mediaType: "application/json", text: text}, formPart{name: "image", file: image})
	if err != nil {
		return "", err
	}
	return s.postReceipt(ctx, r)
}

// statusLink finds the id of a receipt in the address of its processing status.
var statusLink = regexp.MustCompile(`<[^<>]*/receipts/v4/status/([A-Za-z0-9_-]+)>`)

// postReceipt sends a receipt and takes its id from Location, of which the last segment
// is the id, or from Link.
func (s *Session) postReceipt(ctx context.Context, r request) (ReceiptID, error) {
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return "", err
	}
	if at, err := url.Parse(answer.location); err == nil && answer.location != "" {
		if id, err := ParseReceiptID(path.Base(at.Path)); err == nil {
			return id, nil
		}
	}
	if named := statusLink.FindStringSubmatch(answer.link); named != nil {
		return ParseReceiptID(named[1])
	}
	return "", unreadable(operation, answer, errNoID)
}

// receiptTime reads a time of Receipts v4, which has two forms, and shows it as RFC 3339
// in UTC. What is not such a time stays as it is.
func receiptTime(text string) string {
	for _, layout := range []string{time.RFC3339, "Mon Jan 02 2006 15:04:05 GMT-07:00", time.RFC1123} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return text
}

// receiptError reads what Receipts v4 says of a refusal: a plain text, or findings whose
// members are not documented.
func receiptError(raw []byte) errorBody {
	var body struct {
		Findings []json.RawMessage `json:"validationErrors"`
	}
	switch text := strings.TrimSpace(string(raw)); {
	case text == "" || looksLikeHTML(raw):
		return errorBody{}
	case json.Unmarshal(raw, &body) != nil || body.Findings == nil:
		return errorBody{message: shortened(text)}
	}
	said := errorBody{message: "the receipt does not fit its schema"}
	for _, finding := range body.Findings {
		said.fields = append(said.fields, receiptFinding(finding))
	}
	return said
}

// receiptFinding shows a finding as it came where it is not the usual object.
func receiptFinding(raw json.RawMessage) FieldError {
	var finding struct{ Message, Path string }
	_ = json.Unmarshal(raw, &finding) // What does not fit stays empty.
	switch {
	case finding.Message == "":
		return FieldError{Message: shortened(string(raw))}
	case finding.Path == "":
		return FieldError{Message: shortened(finding.Message)}
	default:
		return FieldError{Field: finding.Path, Message: shortened(finding.Path + " " + finding.Message)}
	}
}

// shortened bounds what is repeated of an answer, and puts it on one line.
func shortened(text string) string {
	const longest = 300
	runes := []rune(strings.Join(strings.Fields(text), " "))
	return string(runes[:min(len(runes), longest)])
}
