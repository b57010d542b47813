package concur

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const correlationHeader = "Concur-Correlationid"

// problem is an error that says itself what happened and what to do: one of auth,
// or of a file that could not be read.
type problem interface {
	error
	WhatChanged() string
	NextStep() string
	Details() map[string]string
}

// failure explains why no whole answer came.
func failure(operation catalogue.Operation, answer *resty.Response, err error) error {
	var told problem
	if isUnsent(err) && errors.As(err, &told) {
		return told
	}
	e := &Error{Operation: operation, Fault: Lost, cause: withoutURL(err)}
	if answer != nil && answer.RawResponse != nil {
		e.Status = answer.StatusCode()
		e.CorrelationID = answer.Header().Get(correlationHeader)
	}
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		e.Fault, e.Message = Unreadable, fmt.Sprintf("Concur's answer is larger than %d MB and was not read", largestBody>>20)
	case isUnsent(err) && gaveUp(err):
		e.Fault, e.Message = NotSent, "the call ended before the request was sent"
	case isUnsent(err) || neverConnected(err):
		e.Fault, e.Message = NotSent, "Concur could not be reached, so the request was not sent"
	case errors.Is(err, context.DeadlineExceeded):
		e.Message = "Concur did not answer in time"
	case errors.Is(err, context.Canceled):
		e.Message = "the call was cancelled while Concur was working on it"
	case e.Status != 0:
		e.Message = "the connection to Concur broke in the middle of its answer"
	default:
		e.Message = "the connection to Concur broke before it answered"
	}
	return e
}

// unrouted explains why there is no token to send a request with. Somebody who
// gave up waiting for one has sent nothing.
func unrouted(operation catalogue.Operation, err error) error {
	var told problem
	if errors.As(err, &told) || !gaveUp(err) {
		return err
	}
	return failure(operation, nil, unsent{err})
}

func gaveUp(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// withoutURL drops the *url.Error around a failure: it prints the query, where
// people's addresses stand.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// refusal reads an answer that says no, in the shape of v4, v3, SCIM or receipts. A
// gateway may quote the token that it does not like.
func refusal(operation catalogue.Operation, answer *resty.Response, token auth.Token) error {
	status := answer.StatusCode()
	if status < http.StatusMultipleChoices && !saysError(answer.Body()) {
		return nil
	}
	said := []byte(token.Access.Conceal(string(answer.Body())))
	body := parseErrorBody(said)
	if operation.Errors == catalogue.ReceiptError {
		body = receiptError(said)
	}
	e := &Error{
		Operation: operation, Fault: Refused, Status: status, Message: body.message, said: body.message != "",
		ID: body.id, Fields: body.fields,
		CorrelationID: firstOf(answer.Header().Get(correlationHeader), body.correlation),
	}
	switch {
	case (status == http.StatusUnauthorized || status == http.StatusForbidden) && blamesToken(string(answer.Body())):
		e.Fault = TokenRefused
	case status == http.StatusTooManyRequests:
		e.Fault = Throttled
		e.RetryAfter, _ = retryAfter(answer.RawResponse)
		e.Message = firstOf(e.Message, "Concur takes no more requests for now")
	case status >= http.StatusInternalServerError || status == http.StatusRequestTimeout:
		e.Fault = Broken // Cash Advance v4.1 lists 408, not saying whose time was up; the work may be done (inferred).
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest:
		e.Fault = Unreadable // A 303 may follow a write that was done (RFC 9110, 15.4.4).
		e.said = false
		e.Message = "Concur sent the request elsewhere, which is not followed; the connection may belong to another data centre"
	}
	e.Message = firstOf(e.Message, described(status, answer.Body()))
	return e
}

// saysError recognises the v3 errors that come with status 200
// (inferred), without decoding every good answer twice.
func saysError(body []byte) bool {
	head := bytes.TrimLeft(body[:min(len(body), 64)], " \r\n\t{")
	return bytes.HasPrefix(head, []byte(`"Error"`)) || bytes.HasPrefix(head, []byte("<Error"))
}

// errorBody is what the error shapes have in common.
type errorBody struct {
	message, id, correlation string
	fields                   []FieldError
}

// parseErrorBody reads the v4, v3, SCIM and receipts shapes, which share no member, so
// that one struct serves for all, and the lists of the others.
func parseErrorBody(raw []byte) errorBody {
	raw = bytes.TrimSpace(raw)
	if bytes.HasPrefix(raw, []byte("<")) {
		return parseXMLError(raw)
	}
	if !bytes.HasPrefix(raw, []byte("{")) {
		return parseCoded(raw)
	}
	var body struct {
		ErrorMessage     string          `json:"errorMessage"`
		ErrorID          *string         `json:"errorId"`
		ValidationErrors json.RawMessage `json:"validationErrors"`
		Error            json.RawMessage `json:"Error"`
		Message          string          `json:"Message"`
		Detail           string          `json:"detail"`
		ScimType         string          `json:"scimType"`
		Correlation      string          `json:"concur-correlationid"`
	}
	if json.Unmarshal(raw, &body) != nil {
		return errorBody{}
	}
	result := errorBody{message: firstOf(body.ErrorMessage, body.Message, body.Detail), id: body.ScimType, correlation: body.Correlation}
	if body.ErrorID != nil {
		result.id = *body.ErrorID
	}
	_ = json.Unmarshal(body.ValidationErrors, &result.fields)
	if result.message == "" && len(result.fields) > 0 {
		result.message = "validation failed"
	}
	var v3 struct {
		Message string `json:"Message"`
		ID      string `json:"Id"`
	}
	if json.Unmarshal(body.Error, &v3) == nil && v3.Message != "" {
		result.message, result.id = v3.Message, v3.ID
	}
	if result.message == "" {
		return parseCoded(raw)
	}
	return result
}

func parseXMLError(raw []byte) errorBody {
	var body struct {
		XMLName xml.Name
		Message string `xml:"Message"`
		ID      string `xml:"Id"`
	}
	if xml.Unmarshal(raw, &body) != nil || body.XMLName.Local != "Error" {
		return errorBody{}
	}
	return errorBody{message: body.Message, id: body.ID}
}

// described says what an answer without a message is.
func described(status int, body []byte) string {
	name := strings.ToLower(firstOf(http.StatusText(status), "unknown status"))
	if looksLikeHTML(body) {
		return fmt.Sprintf("Concur answered %d (%s) with an HTML page", status, name)
	}
	return fmt.Sprintf("Concur answered %d (%s) without a reason", status, name)
}

// acknowledged checks the answer to a write that has nothing to be read. It is
// documented to be empty. A page of a proxy proves nothing, and neither does an
// error that comes with a good status.
func acknowledged(operation catalogue.Operation, answer response) error {
	if len(bytes.TrimSpace(answer.body)) == 0 {
		return nil
	}
	if !json.Valid(answer.body) {
		return unreadable(operation, answer, nil)
	}
	said := parseErrorBody(answer.body)
	if said.message == "" {
		return nil
	}
	return &Error{
		Operation: operation, Fault: Unreadable, Status: answer.status, Message: said.message, said: true, ID: said.id, Fields: said.fields,
		CorrelationID: firstOf(answer.correlationID, said.correlation),
	}
}

// unreadable explains a 2xx answer that is not what the operation gives.
func unreadable(operation catalogue.Operation, answer response, cause error) error {
	what := "not the JSON it should be"
	switch {
	case len(bytes.TrimSpace(answer.body)) == 0:
		what = "empty"
	case looksLikeHTML(answer.body):
		what = "an HTML page"
	case bytes.HasPrefix(bytes.TrimSpace(answer.body), []byte("<")):
		what = "not the document it should be"
	}
	return &Error{
		Operation: operation, Fault: Unreadable, Status: answer.status, CorrelationID: answer.correlationID, cause: cause,
		Message: "Concur's answer is " + what,
	}
}

func looksLikeHTML(body []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 512)]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}
