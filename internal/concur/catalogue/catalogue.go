// Package catalogue is the one table of the Concur operations in use: a row
// says what a call looks like on the wire, who may make it and how safe it is
// to repeat. The client, the simulator's routes, the scopes that a sign-in asks
// for and the coverage page are all driven by it.
//
// It is data: it knows nothing of HTTP clients, of tools or of the simulator.
package catalogue

import (
	"slices"
	"strings"
)

// Token is a kind of Concur access token (Authentication > token kinds).
type Token string

// The token kinds. None stands for calls that carry no bearer, such as those
// that obtain tokens.
const (
	User    Token = "user"
	Company Token = "company"
	None    Token = "none"
)

// Safety says what may be done when the answer to a request is lost.
type Safety string

const (
	// Safe operations change nothing and are repeated freely.
	Safe Safety = "safe"
	// Idempotent operations leave the same state however often they are sent.
	// They are still not repeated blindly, because somebody else may have changed
	// the target in between: whoever lost an answer looks first.
	Idempotent Safety = "idempotent"
	// Unsafe operations do something again each time they are sent.
	Unsafe Safety = "unsafe"
)

// Paging says how a list continues. It is empty for what is not a list.
type Paging string

const (
	// Whole lists come complete, as a bare array.
	Whole Paging = "whole"
	// NextPage lists carry the absolute address of the next page, in NextPage (v3) or
	// next (Receipts v4).
	NextPage Paging = "next_page"
	// Cursor lists carry nextCursor (Identity v4.1).
	Cursor Paging = "cursor"
	// Numbered lists take a page number, from 1, and say how many pages there are
	// (List v4).
	Numbered Paging = "numbered"
	// PageToken lists carry paging.nextPageToken (Cards v4).
	PageToken Paging = "page_token"
)

// ErrorShape says what the body of a refusal looks like.
type ErrorShape string

const (
	// V4Error is {timestamp, httpStatus, errorMessage, errorId, validationErrors}.
	V4Error ErrorShape = "v4"
	// V3Error is {Error: {Message, Server-Time, Id}}, as JSON or XML.
	V3Error ErrorShape = "v3"
	// OAuthError is {code, error, error_description, geolocation}.
	OAuthError ErrorShape = "oauth"
	// ScimError is {schemas, scimType, detail, status}.
	ScimError ErrorShape = "scim"
	// ReceiptError is the shape of Receipts v4.
	ReceiptError ErrorShape = "receipt"
	// ListError is the shape of List v4.
	ListError ErrorShape = "list"
	// CashAdvanceError is {errors: [{errorCode, errorMessage}]}.
	CashAdvanceError ErrorShape = "cash_advance"
	// CardsError is a list of {errorCode, errorMessage, dataPath, errors}.
	CardsError ErrorShape = "cards"
)

// State says whether Concur still stands behind an operation.
type State string

const (
	// Current operations are documented and supported.
	Current State = "current"
	// Deprecated operations still answer; a successor exists.
	Deprecated State = "deprecated"
	// Inferred operations are known from observation only.
	Inferred State = "inferred"
	// Retired operations are switched off; a tenant may still have them.
	Retired State = "retired"
)

// Operation is one Concur endpoint.
type Operation struct {
	// Name is the key used everywhere: in tool definitions, logs, the journal.
	Name string
	// API is the page of Concur's documentation that describes it.
	API string
	// Method and Path as on the wire; path parameters in braces.
	Method, Path string
	// Tokens are the kinds that can run it, the preferred one first.
	Tokens []Token
	// Scopes that the token needs: one of each group.
	Scopes [][]string
	// Contexts are the values of {contextType} that it takes, if it has one.
	Contexts []string
	Safety   Safety
	Paging   Paging
	Errors   ErrorShape
	State    State
	// Note says what is inferred rather than documented, and what replaces a
	// deprecated operation.
	Note string
}

// Takes reports whether a token of this kind can run the operation.
func (o Operation) Takes(kind Token) bool {
	return slices.Contains(o.Tokens, kind)
}

// ScopedFor reports whether the granted scopes are enough, and if they are not,
// which alternatives of the first missing group would be.
func (o Operation) ScopedFor(granted []string) (missing []string, ok bool) {
	for _, group := range o.Scopes {
		held := func(scope string) bool { return slices.Contains(granted, scope) }
		if !slices.ContainsFunc(group, held) {
			return group, false
		}
	}
	return nil, true
}

// Parameters lists the names in braces of the path, in order.
func (o Operation) Parameters() []string {
	var names []string
	for segment := range strings.SplitSeq(o.Path, "/") {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			names = append(names, segment[1:len(segment)-1])
		}
	}
	return names
}

// All lists every operation, grouped by API, in a stable order.
func All() []Operation {
	groups := [][]Operation{
		oauth(), profile(), identity(), configuration(),
		reportsV4(), expensesV4(), workflowV4(), commentsV4(), exceptionWritesV4(), attendeesV4(), allocationsV4(),
		reportCashAdvancesV4(), cashAdvancesV4(), taxesV4(), requestsV4(),
		expenseV3(), itemizationsV3(), allocationsV3(), attendeesV3(), olderReports(), quickExpensesV3(), receiptImagesV3(),
		imageV1(), receiptsV4(), quickExpensesV4(), listsV4(), paymentBatches(), cardTransactions(),
	}
	var all []Operation
	for _, group := range groups {
		all = append(all, group...)
	}
	return all
}

// Lookup finds an operation by name.
func Lookup(name string) (Operation, bool) {
	for _, op := range All() {
		if op.Name == name {
			return op, true
		}
	}
	return Operation{}, false
}

// anyOf is a single group of alternative scopes.
func anyOf(scopes ...string) [][]string { return [][]string{scopes} }

// allOf is one group for each scope.
func allOf(scopes ...string) [][]string {
	groups := make([][]string, len(scopes))
	for i, scope := range scopes {
		groups[i] = []string{scope}
	}
	return groups
}
