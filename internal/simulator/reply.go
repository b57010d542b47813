package simulator

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	imageAPI = "Image v1"
	xmlMedia = "application/xml"
)

func ok(body any) reply          { return reply{status: http.StatusOK, body: body} }
func created(body any) reply     { return reply{status: http.StatusCreated, body: body} }
func noContent() reply           { return reply{status: http.StatusNoContent} }
func empty(status int) reply     { return reply{status: status} }
func statusText(code int) string { return fmt.Sprintf("%d - %s", code, http.StatusText(code)) }

// fieldError is one finding of a v4 validation.
type fieldError struct{ source, message, id string }

type v4Error struct {
	Timestamp        string            `json:"timestamp"`
	HTTPStatus       string            `json:"httpStatus"`
	ErrorMessage     string            `json:"errorMessage"`
	ErrorID          *string           `json:"errorId"`
	ValidationErrors []validationError `json:"validationErrors"`
	Path             string            `json:"path"`
}

type validationError struct {
	Source  string `json:"source"`
	Message string `json:"message"`
	ID      string `json:"id"`
}

// refuseV4 answers with the error body of the v4 APIs. The errorId is null where
// it is empty, as in Concur's samples (Expense Reports v4 > Error).
func refuseV4(c *call, status int, errorID, message string, validation ...fieldError) reply {
	body := v4Error{
		Timestamp: c.now.UTC().Format("2006-01-02T15:04:05.000Z"), HTTPStatus: statusText(status),
		ErrorMessage: message, Path: c.uri,
	}
	if errorID != "" {
		body.ErrorID = &errorID
	}
	for _, field := range validation {
		body.ValidationErrors = append(body.ValidationErrors, validationError{field.source, field.message, field.id})
	}
	return reply{status: status, body: body}
}

type v3Error struct {
	XMLName    xml.Name `json:"-"           xml:"Error"`
	Message    string   `json:"Message"     xml:"Message"`
	ServerTime string   `json:"Server-Time" xml:"Server-Time"`
	ID         string   `json:"Id"          xml:"Id"`
}

// refuseV3 answers with the error body of the v3 APIs: JSON for a caller that
// accepts it, XML otherwise, and XML in any case on Image v1.
func refuseV3(c *call, status int, message string) reply {
	body := v3Error{Message: message, ServerTime: c.now.UTC().Format("2006-01-02T15:04:05"), ID: c.traces.hex32()}
	if acceptsJSON(c) {
		return reply{status: status, body: map[string]v3Error{"Error": body}}
	}
	return inXML(status, body)
}

// inXML prints a body as an XML document.
func inXML(status int, body any) reply {
	text, err := xml.Marshal(body)
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	return reply{status: status, body: raw{mediaType: xmlMedia, bytes: append([]byte(xml.Header), text...)}}
}

// refuse answers with the error body of the operation's API.
func refuse(c *call, status int, message string) reply {
	switch c.op.Errors {
	case catalogue.V3Error:
		return refuseV3(c, status, message)
	case catalogue.ScimError:
		return refuseScim(status, scimProblem{detail: message})
	case catalogue.OAuthError:
		name := "access_denied"
		if status >= http.StatusTooManyRequests {
			name = "server_error"
		}
		return refuseOAuth(&oauthFailure{status: status, name: name, description: message})
	case catalogue.ListError:
		return refuseList(c, status, "", message)
	case catalogue.ReceiptError:
		return refuseReceipt(status, message)
	case catalogue.CashAdvanceError:
		return refuseAdvance(status, "%s", message)
	case catalogue.CardsError:
		return refuseCards(status, "invalidRequest", message, "")
	case catalogue.V4Error:
	}
	return refuseV4(c, status, "", message)
}

const (
	scimErrorSchema       = "urn:ietf:params:scim:api:messages:2.0:Error"
	scimConcurErrorSchema = "urn:ietf:params:scim:api:messages:concur:2.0:Error"
)

type scimError struct {
	Schemas  []string      `json:"schemas"`
	ScimType string        `json:"scimType,omitempty"`
	Detail   string        `json:"detail"`
	Status   string        `json:"status"`
	Concur   scimExtension `json:"urn:ietf:params:scim:api:messages:concur:2.0:Error"`
}

type scimExtension struct {
	Messages []scimMessage `json:"messages"`
}

type scimMessage struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	SchemaPath string `json:"schemaPath,omitempty"`
	Type       string `json:"type"`
}

// scimProblem is what is wrong: a keyword of RFC 7644, the member of the request that
// it is about and a sentence. The first two may be empty.
type scimProblem struct{ scimType, schemaPath, detail string }

// refuseScim answers with the error body of the Identity API. The codes of its
// messages are not documented; the SCIM type stands in (inferred).
func refuseScim(status int, problem scimProblem) reply {
	code := cmp.Or(problem.scimType, http.StatusText(status))
	return reply{status: status, body: scimError{
		Schemas: []string{scimErrorSchema, scimConcurErrorSchema}, ScimType: problem.scimType, Detail: problem.detail,
		Status: strconv.Itoa(status), Concur: scimExtension{[]scimMessage{{code, problem.detail, problem.schemaPath, "error"}}},
	}}
}

// amount is money as v4 prints it: eight decimals, and zero as 0E-8.
type amount struct {
	value    decimal.Decimal
	currency string
}

func money(value decimal.Decimal, currency string) amount { return amount{value, currency} }

// MarshalJSON prints {"value": 84.20000000, "currencyCode": "EUR"}.
func (a amount) MarshalJSON() ([]byte, error) {
	value := "0E-8"
	if !a.value.IsZero() {
		value = a.value.StringFixed(8)
	}
	return fmt.Appendf(nil, `{"value": %s, "currencyCode": %q}`, value, a.currency), nil
}

// number is a decimal as v3 prints it: a plain JSON number without trailing zeros.
type number decimal.Decimal

// MarshalJSON prints 84.2.
func (n number) MarshalJSON() ([]byte, error) { return []byte(decimal.Decimal(n).String()), nil }
