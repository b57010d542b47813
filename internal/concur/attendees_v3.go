package concur

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Attendees v3: the attendees that a person knows, and the links between them and
// entries. Deprecated, and nothing documented takes its place.

// V3AttendeeID names an attendee in v3: a protected id.
type V3AttendeeID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *V3AttendeeID) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if _, v4 := parseHex32(s); v4 || !protectedForm.MatchString(s) {
		return fmt.Errorf("%s is not the v3 id of an attendee; search_attendees gives it as v3_id", quote(string(text)))
	}
	*id = V3AttendeeID(s)
	return nil
}

// V3Attendee is an attendee (Attendees v3 > schema Attendee).
type V3Attendee struct {
	ID            V3AttendeeID `json:"ID"`
	TypeID        string       `json:"AttendeeTypeID"`
	TypeCode      string       `json:"AttendeeTypeCode"`
	FirstName     string       `json:"FirstName"`
	LastName      string       `json:"LastName"`
	MiddleInitial string       `json:"MiddleInitial"`
	Suffix        string       `json:"Suffix"`
	Company       string       `json:"Company"`
	Title         string       `json:"Title"`
	ExternalID    string       `json:"ExternalID"`
	CurrencyCode  string       `json:"CurrencyCode"`
	TotalYTD      Decimal      `json:"TotalAmountYTD"`
	Version       int          `json:"VersionNumber"`
	OwnerLoginID  string       `json:"OwnerLoginID"` // ConcurSystem for shared attendees
	// Custom are the custom fields that have a value, by their v4 names: custom1.
	Custom map[string]CustomValue `json:"-"`
}

// noShowsType is the type of a row that stands for those who did not come.
const noShowsType = "NOSHOWS"

// Name is the full name.
func (a V3Attendee) Name() string {
	return strings.Join(strings.Fields(strings.Join([]string{a.FirstName, a.MiddleInitial, a.LastName, a.Suffix}, " ")), " ")
}

// UnmarshalJSON implements json.Unmarshaler: it gathers Custom1 to Custom25, and
// drops an id that cannot be one, since ids get into paths.
func (a *V3Attendee) UnmarshalJSON(data []byte) error {
	type plain V3Attendee
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	if !protectedForm.MatchString(string(a.ID)) {
		a.ID = ""
	}
	var err error
	a.Custom, err = customValues(data)
	return err
}

// AttendeeFilter are the filters that Attendees v3 documents.
type AttendeeFilter struct {
	// Login is whose attendees, as OwnerLogin gives it.
	Login      string
	ExternalID string
	TypeID     string
}

// attendeesAtOnce is the longest page of v3 lists.
const attendeesAtOnce = 100

// ListAttendees gives a page of the attendees of a person, shared ones included,
// and the offset of the page after it.
func (s *Session) ListAttendees(ctx context.Context, f AttendeeFilter, offset string) (attendees []V3Attendee, next string, err error) {
	var page v3Page[V3Attendee]
	err = s.do(ctx, request{operation: "list_attendees", query: query(
		"externalID", f.ExternalID, "attendeeTypeID", f.TypeID, "user", f.Login, "offset", offset, "limit", strconv.Itoa(attendeesAtOnce),
	)}, &page)
	if next = page.offset(); err == nil && next != "" && next == offset {
		err = &Error{
			Operation: s.client.operations["list_attendees"], Fault: Unreadable,
			Message: "Concur's list of attendees leads back to where it came from",
		}
	}
	return page.Items, next, err
}

// GetAttendee reads an attendee. login is that of the owner, as OwnerLogin gives it.
func (s *Session) GetAttendee(ctx context.Context, login string, id V3AttendeeID) (V3Attendee, error) {
	var a V3Attendee
	err := s.do(ctx, request{operation: "get_attendee", path: attendeePath(id), query: query("user", login)}, &a)
	return a, err
}

// AttendeeWrite is the body of CreateAttendee and UpdateAttendee (schema
// AttendeeWrite). What is nil or empty is not sent; an empty text clears (inferred).
type AttendeeWrite struct {
	TypeID        string   `json:"AttendeeTypeID,omitempty"`
	FirstName     *string  `json:"FirstName,omitempty"`
	LastName      *string  `json:"LastName,omitempty"`
	MiddleInitial *string  `json:"MiddleInitial,omitempty"`
	Suffix        *string  `json:"Suffix,omitempty"`
	Company       *string  `json:"Company,omitempty"`
	Title         *string  `json:"Title,omitempty"`
	ExternalID    *string  `json:"ExternalID,omitempty"`
	CurrencyCode  Currency `json:"CurrencyCode,omitempty"`
	TotalYTD      *Decimal `json:"TotalAmountYTD,omitempty"`
	// Custom are custom fields by their v4 names, as plain text.
	Custom []CustomDatum `json:"-"`
}

// MarshalJSON implements json.Marshaler: it puts Custom beside the other members.
func (w AttendeeWrite) MarshalJSON() ([]byte, error) {
	type plain AttendeeWrite
	return withCustom(plain(w), w.Custom)
}

// AttendeeCustom reads custom fields of an attendee: custom1 to custom20 have up to
// 100 characters, custom21 to custom25 up to 48 (Attendees v3 > schema Attendee).
func AttendeeCustom(given map[string]string) ([]CustomDatum, error) {
	var data []CustomDatum
	for name, value := range given {
		number, _ := strconv.Atoi(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "custom"))
		limit := 100
		if number > 20 {
			limit = 48
		}
		if number < 1 || number > 25 {
			return nil, fmt.Errorf("%s is not a custom field of attendees; there are custom1 to custom25", quote(name))
		}
		if n := utf8.RuneCountInString(value); n > limit {
			return nil, fmt.Errorf("the value of custom%d has %d characters; Concur takes %d", number, n, limit)
		}
		data = append(data, CustomDatum{ID: fmt.Sprintf("custom%d", number), Value: strings.TrimSpace(value)})
	}
	slices.SortFunc(data, func(a, b CustomDatum) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(data); i++ {
		if data[i].ID == data[i-1].ID {
			return nil, fmt.Errorf("%s is given twice", data[i].ID)
		}
	}
	return data, nil
}

// ParseTotal reads a sum that was spent on an attendee; it may be zero.
func ParseTotal(value json.Number) (Decimal, error) {
	total, err := parseDecimal(value.String())
	if err != nil || total.IsNegative() || total.GreaterThanOrEqual(largestAmount) {
		return Decimal{}, fmt.Errorf("%s is not a sum; write a number such as 84.20", quote(value.String()))
	}
	return Decimal{total}, nil
}

// CreateAttendee adds an attendee and gives its v3 id. Whoever lost the answer
// cannot know whether it was added.
func (s *Session) CreateAttendee(ctx context.Context, login string, attendee AttendeeWrite) (V3AttendeeID, error) {
	return createV3(ctx, s, request{operation: "create_attendee", query: query("user", login), body: attendee}, parseProtected[V3AttendeeID])
}

// UpdateAttendee changes the given fields of an attendee; the type cannot change.
func (s *Session) UpdateAttendee(ctx context.Context, login string, id V3AttendeeID, changes AttendeeWrite) error {
	defer s.attendeesChanged()
	return s.do(ctx, request{operation: "update_attendee", path: attendeePath(id), query: query("user", login), body: changes}, nil)
}

// DeleteAttendee removes an attendee.
func (s *Session) DeleteAttendee(ctx context.Context, login string, id V3AttendeeID) error {
	defer s.attendeesChanged()
	return s.do(ctx, request{operation: "delete_attendee", path: attendeePath(id), query: query("user", login)}, nil)
}

func attendeePath(id V3AttendeeID) map[string]string { return map[string]string{"id": string(id)} }

// AttendeeKind is a type that attendees can be made of (Attendee Types v3).
type AttendeeKind struct {
	ID   string `json:"ID"`
	Code string `json:"Code"`
	Name string `json:"Name"`
}

// FindAttendeeType finds an attendee type by its code, its name or its v3 id.
// Employees and no-shows are of types that Concur does not list.
func (s *Session) FindAttendeeType(ctx context.Context, ref Ref) (AttendeeKind, error) {
	types, err := lookup(ctx, s, "attendee types v3", func(ctx context.Context) ([]AttendeeKind, error) {
		return everyPage(ctx, func(ctx context.Context, offset string) (v3Page[AttendeeKind], error) {
			var page v3Page[AttendeeKind]
			err := s.do(ctx, request{
				operation: "list_attendee_types", query: query("offset", offset, "limit", strconv.Itoa(attendeesAtOnce)),
			}, &page)
			return page, err
		})
	})
	if err != nil {
		return AttendeeKind{}, err
	}
	choices := make([]choice, len(types))
	for i, t := range types {
		if t.ID == string(ref) {
			return t, nil
		}
		choices[i] = choice{id: t.Code, name: t.Name}
	}
	i, err := pick("attendee type", ref, choices)
	if err != nil {
		return AttendeeKind{}, err
	}
	return types[i], nil
}
