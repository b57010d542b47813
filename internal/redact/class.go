package redact

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what a member holds, and so how it is masked.
type class int

const (
	// none is free text, in which personal data is looked for.
	none class = iota
	// id stays as it is.
	id
	// person is the name, login or e-mail address of somebody, or an id in its place.
	person
	// number is an employee number, or what another system calls somebody.
	number
	// phone is a telephone number.
	phone
	// card is a text with digits of a card.
	card
	// document is a file with data of many people.
	document
	// secret opens something.
	secret
)

// place is where a value stands in a document.
type place struct {
	// member is the name of the member, above that of the member around it; of a value
	// in a list those of the list.
	member, above string
	// people is set where the object is about a person: it has a login.
	people bool
}

// classOf is the table of members, as results and arguments of tools name them. A name
// means the same everywhere, but for "name" and "text".
func classOf(at place) class {
	switch at.member {
	case "name":
		if at.people || at.above == "users" || at.above == "attendees" || at.above == "attendee" || at.above == "among_the_unnamed" {
			return person
		}
		return none
	case "text":
		if at.above == "" {
			return document // of get_payment_batch_file
		}
		return none
	case "login", "owner_login", "approver_login", "email", "user_name", "user", "user_id", "users",
		"owner", "owner_name", "approver", "author",
		"person", "given_name", "family_name", "nick_name", "first_name", "last_name", "middle_initial", "attendee",
		"guest_first_name", "guest_last_name", "passenger", "client", "caller", "principal":
		return person
	case "employee_number", "author_employee_number", "external_id":
		return number
	case "phones", "phone":
		return phone
	case "card_ends_with", "last_four", "payment":
		return card
	case "id", "uuid", "cursor", "next_cursor", "confirm_token":
		return id
	}
	if strings.HasSuffix(at.member, "_id") || strings.HasSuffix(at.member, "_ids") {
		return id
	}
	return none
}

// handedOver is the class of an argument that is a file, or that opens something, such as a
// link or a token; none for others.
func handedOver(member string) class {
	switch member {
	case "file_content", "blob":
		return document
	case "confirm_token", "file", "uri", "url":
		return secret
	default:
		return none
	}
}

func (c class) mask(text string) string {
	switch {
	case text == "" || c == id:
		return text
	case c == person:
		return initials(text)
	case c == number:
		return stars
	case c == phone:
		return stars + ending(text, 2)
	case c == card:
		return digits.ReplaceAllString(text, "****")
	case c == document:
		return fmt.Sprintf("[%d characters, left out]", utf8.RuneCountInString(text))
	case c == secret:
		return "[left out]"
	default:
		return scrubbed(text)
	}
}

const stars = "***"

var (
	// identifier is a UUID or an id of Concur's in a place that takes a name as well.
	identifier = regexp.MustCompile(`^([0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9A-F]{20,32}|gW[A-Za-z0-9$-]{10,}|ALL)$`)
	digits     = regexp.MustCompile(`\d{4,}`)
)

// initials masks a name or a login: the first letter of each word stays, and the domain of
// an e-mail address, so that two people can mostly still be told apart.
func initials(name string) string {
	if identifier.MatchString(name) {
		return name
	}
	if at := strings.LastIndexByte(name, '@'); at > 0 {
		return beginning(name) + stars + name[at:]
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
	for i, word := range words {
		words[i] = beginning(word) + stars
	}
	return strings.Join(words, " ")
}

func beginning(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	return string(first)
}

func ending(text string, n int) string {
	runes := []rune(text)
	return string(runes[max(len(runes)-n, 0):])
}
