// Package redact masks what is personal in what is shown and recorded: names of
// people, logins, phones, card numbers and bank accounts. It knows members by
// their names, and finds e-mail addresses, card numbers and bank accounts in any text.
//
// Ids stay: they are how an agent goes on working. What is sent to Concur is never masked.
package redact

import "encoding/json"

// Redactor masks, or leaves everything as it is.
type Redactor bool

// The redactors.
const (
	Off Redactor = false
	On  Redactor = true
)

// Result masks the result of a tool, which is a JSON object. What is no JSON comes
// back as null: nothing is shown that could not be looked through.
func (r Redactor) Result(result json.RawMessage) json.RawMessage {
	if !r {
		return result
	}
	return mask(result, func(string) class { return none })
}

// Arguments masks the arguments of a tool call, for a record of it. Contents of files
// and what opens something, such as a link, are left out by Off too.
func (r Redactor) Arguments(arguments json.RawMessage) json.RawMessage {
	if !r {
		return rewritten(arguments, func(at place, text string) string {
			if is := handedOver(at.member); is != none {
				return is.mask(text)
			}
			return text
		})
	}
	return mask(arguments, handedOver)
}

// Text masks what can be told from a sentence alone: e-mail addresses, card numbers
// and bank accounts. A name in it is masked by Name, before the sentence is made.
func (r Redactor) Text(sentence string) string {
	if !r {
		return sentence
	}
	return scrubbed(sentence)
}

// Name masks the name or the login of a person: "Rita Alves" becomes "R*** A***".
func (r Redactor) Name(name string) string {
	if !r {
		return name
	}
	return person.mask(name)
}

func mask(document json.RawMessage, more func(member string) class) json.RawMessage {
	return rewritten(document, func(at place, text string) string {
		is := more(at.member)
		if is == none {
			is = classOf(at)
		}
		return is.mask(text)
	})
}
