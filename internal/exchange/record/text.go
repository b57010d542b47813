package record

import (
	"regexp"
	"strings"
)

// flagForm is how XML writes what is true or false (Expense Report Details v2).
var flagForm = regexp.MustCompile(`^(true|false|Y|N)$`)

// text replaces a text, unless it may stay where it stands.
func (d *disguise) text(p place, text string) string {
	member := strings.ToLower(p.member)
	switch {
	case text == "" || flagForm.MatchString(text) || d.rules.stays(p, text):
		return text
	case member == "filter":
		return d.filter(text)
	case !p.sealed && (d.rules.messages[member] || d.rules.messages[strings.ToLower(p.parent)+"."+member]):
		return d.message(text)
	default:
		return d.value(text)
	}
}

var spoken = regexp.MustCompile(`\S+`)

// message replaces the words of a message that are not Concur's own.
func (d *disguise) message(text string) string {
	return spoken.ReplaceAllStringFunc(text, func(word string) string {
		plain := strings.ToLower(strings.Trim(word, `.,;:!?'"()`))
		if plain == "" || d.rules.words[plain] {
			return word
		}
		return d.value(word)
	})
}

var (
	// filterParts are the quoted values of a SCIM filter, and what stands between them.
	filterParts = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[^\s"()\[\]]+`)
	// filterWord is an operator or the name of an attribute.
	filterWord = regexp.MustCompile(`^(?i:eq|ne|co|sw|ew|pr|gt|ge|lt|le|and|or|not|true|false|active|addresses|emails|name|id|` +
		`externalid|nickname|username|entitlements|type|value|verified|locality|region|country|familyname|givenname|meta|created|lastmodified|` +
		`(addresses|emails|name|meta)\.[a-z]+|urn:ietf:params:scim:schemas:extension:(enterprise|sap):2\.0:user:[a-z.]+)$`)
	escapes = strings.NewReplacer(`\"`, `"`, `\\`, `\`)
	quotes  = strings.NewReplacer(`"`, `\"`, `\`, `\\`)
)

// filter replaces the values of a SCIM filter (Identity v4.1 Search Guide).
func (d *disguise) filter(text string) string {
	return filterParts.ReplaceAllStringFunc(text, func(part string) string {
		switch {
		case len(part) >= 2 && part[0] == '"' && part[len(part)-1] == '"':
			return `"` + quotes.Replace(d.value(escapes.Replace(part[1:len(part)-1]))) + `"`
		case filterWord.MatchString(part):
			return part
		default:
			return d.value(part)
		}
	})
}

var (
	// memberForm is how the names of members look that stand in the pages.
	memberForm = regexp.MustCompile(`^[$A-Za-z][A-Za-z0-9:._-]{0,80}$`)
	// identifying is what an id in the place of a name has.
	identifying = regexp.MustCompile(`\d.*\d.*\d|[0-9A-Fa-f]{12,}|[0-9A-Fa-f]{8}-`)
)

// memberName replaces the name of a member that may be somebody's: an id, an
// address or a text as a key.
func (d *disguise) memberName(name string) string {
	if name == "" || memberForm.MatchString(name) && !identifying.MatchString(name) {
		return name
	}
	return d.value(name)
}
