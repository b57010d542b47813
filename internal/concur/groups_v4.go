package concur

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Expense Configuration v4: expense groups, which tie policies, payment types and
// attendee types to people.

// GroupID names an expense group: 32 upper-case hex characters.
type GroupID string

// UnmarshalText reads the id with or without dashes.
func (id *GroupID) UnmarshalText(text []byte) error {
	parsed, ok := parseHex32(string(text))
	if !ok {
		return fmt.Errorf("%s is not the id of an expense group; it has 32 hex characters, and list_expense_groups gives it", quote(string(text)))
	}
	*id = GroupID(parsed)
	return nil
}

// AttendeeType is a kind of attendee that expenses of a group can have (Expense
// Configuration v4 > schema AttendeeType).
type AttendeeType struct {
	Code string `json:"attendeeTypeCode"`
	Name string `json:"attendeeTypeName"`
}

// Group is an expense group (Expense Configuration v4 > schemas Group and
// GroupConfig). The lists are there where they were asked for.
type Group struct {
	ID                         GroupID        `json:"hierarchyNodeId"`
	Name                       string         `json:"groupName"`
	AllowUserDigitalTaxInvoice bool           `json:"allowUserDigitalTaxInvoice"`
	AllowUserRegisterYodlee    bool           `json:"allowUserRegisterYodlee"` // personal cards
	AttendeeListFormName       string         `json:"attendeeListFormName"`
	CashAdvance                *GroupAdvance  `json:"cashAdvance"`
	Policies                   []Policy       `json:"policies"`
	PaymentTypes               []PaymentType  `json:"paymentTypes"`
	AttendeeTypes              []AttendeeType `json:"attendeeTypes"`
}

// GroupAdvance says how a group handles cash advances; there are none without a
// workflow.
type GroupAdvance struct {
	WorkflowID         string `json:"workflowId"`
	Name               string `json:"name"`
	CarryBalance       bool   `json:"allowUserCarryBalance"`
	LinkMultiple       bool   `json:"allowUserLinkMultiple"`
	UpdateExchangeRate bool   `json:"allowUserUpdateExchangeRate"`
}

// AttendeeTypes lists the attendee types of a person.
func (s *Session) AttendeeTypes(ctx context.Context, user UserID) ([]AttendeeType, error) {
	return lookup(ctx, s, "attendee types\x00"+string(user), func(ctx context.Context) ([]AttendeeType, error) {
		var types []AttendeeType
		err := s.do(ctx, request{operation: "expense_config_list_attendee_types", about: user}, &types)
		return types, err
	})
}

// GroupOf reads the expense group of a person with all its lists.
func (s *Session) GroupOf(ctx context.Context, user UserID) (Group, error) {
	var group Group
	err := s.do(ctx, request{operation: "expense_config_get_user_group", about: user}, &group)
	return group, err
}

// CompanyGroup reads a group of the company with the lists that are named as Concur
// does: policies, paymentTypes, attendeeTypes.
func (s *Session) CompanyGroup(ctx context.Context, id GroupID, lists []string) (Group, error) {
	company, err := s.companyID(ctx)
	if err != nil {
		return Group{}, err
	}
	var group Group
	err = s.do(ctx, request{
		operation: "expense_config_get_company_group", query: query("applicableConfigs", strings.Join(lists, ",")),
		path: map[string]string{"companyId": company, "hierarchyNodeId": string(id)},
	}, &group)
	return group, err
}

// groups reads a list of groups, or the single object that the page shows in its
// place.
type groups []Group

// UnmarshalJSON implements json.Unmarshaler.
func (g *groups) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return json.Unmarshal(data, (*[]Group)(g))
	}
	var one Group
	err := json.Unmarshal(data, &one)
	*g = groups{one}
	return err
}

// CompanyGroups lists the groups of the company, without their lists.
func (s *Session) CompanyGroups(ctx context.Context) ([]Group, error) {
	return lookup(ctx, s, "groups", func(ctx context.Context) ([]Group, error) {
		company, err := s.companyID(ctx)
		if err != nil {
			return nil, err
		}
		var all groups
		err = s.do(ctx, request{operation: "expense_config_list_company_groups", path: map[string]string{"companyId": company}}, &all)
		return all, err
	})
}

// companyID is the UUID of the company: that of its connection, or else what the
// profile of the person says.
func (s *Session) companyID(ctx context.Context) (string, error) {
	if s.Has(ctx, auth.Company) {
		token, err := s.client.connections.Token(ctx, s.principal, auth.Company)
		if err != nil || token.Subject != "" {
			return token.Subject, err
		}
	}
	return lookup(ctx, s, "company", func(ctx context.Context) (string, error) {
		me, err := s.Me(ctx)
		if err != nil {
			return "", err
		}
		id := me.Employee.CompanyID
		if me.IsCompany() {
			id = me.ID
		}
		if !uuidForm.MatchString(strings.ToLower(id)) {
			return "", &LookupError{Kind: "company id in the profile of the", Name: "connected person"}
		}
		return id, nil
	})
}
