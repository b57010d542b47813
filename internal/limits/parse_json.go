package limits

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// member of a JSON object, with its value as it is written.
type member struct {
	name  string
	value json.RawMessage
}

func find(members []member, name string) (json.RawMessage, bool) {
	for _, m := range members {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

// object reads an object in its order. A name that is given twice is a mistake: one of the
// two would be lost in silence.
func (p *parser) object(path string, raw json.RawMessage) ([]member, bool) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	begin, err := decoder.Token()
	if !p.check(err == nil && begin == json.Delim('{') && json.Valid(raw), path, "%s is no object; write {...}", shortened(raw)) {
		return nil, false
	}
	var members []member
	for decoder.More() {
		var m member
		token, err := decoder.Token()
		if err != nil {
			break // It is valid.
		}
		m.name, _ = token.(string)
		if err := decoder.Decode(&m.value); err != nil {
			break
		}
		_, twice := find(members, m.name)
		if p.check(!twice, child(path, m.name), "is given twice; keep one") {
			members = append(members, m)
		}
	}
	return members, true
}

// array reads a list with at least one element.
func (p *parser) array(path string, raw json.RawMessage) []json.RawMessage {
	var elements []json.RawMessage
	err := json.Unmarshal(raw, &elements)
	if p.check(err == nil && elements != nil, path, "%s is no list; write [...]", shortened(raw)) {
		p.check(len(elements) > 0, path, "is empty; name something, or leave it out")
	}
	return elements
}

// text reads a string with something in it.
func (p *parser) text(path string, raw json.RawMessage) string {
	text, ok := asText(raw)
	if p.check(ok, path, "%s is no text; write it in quotes", shortened(raw)) {
		p.check(strings.TrimSpace(text) == text && text != "", path, "%q is empty, or has blanks around it; write a name", text)
	}
	return text
}

// texts reads a list of strings, each once.
func (p *parser) texts(path string, raw json.RawMessage) []string {
	var texts []string
	for i, element := range p.array(path, raw) {
		text := p.text(at(path, i), element)
		p.check(!slices.Contains(texts, text), at(path, i), "%q is given twice; keep one", text)
		texts = append(texts, text)
	}
	return texts
}

func asText(raw json.RawMessage) (string, bool) {
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil || text == nil {
		return "", false
	}
	return *text, true
}

// plainName is what can stand in a path as it is.
var plainName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// child is the path of a member.
func child(path, name string) string {
	if plainName.MatchString(name) {
		return path + "." + name
	}
	return path + "[" + strconv.Quote(name) + "]"
}

// at is the path of an element of a list.
func at(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// shortened quotes a value that is wrong.
func shortened(raw json.RawMessage) string {
	const most = 40
	text := []rune(strings.Join(strings.Fields(string(raw)), " "))
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
