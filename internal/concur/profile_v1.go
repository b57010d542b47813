package concur

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Profile v1: whose token it is.

// Profile is the person or the company that a connection stands for (Profile v1 >
// schemas User and Company).
type Profile struct {
	ID string `json:"id"`
	// DisplayName is the name of a person.
	DisplayName string `json:"displayName"`
	// Name is the name of a company; of a person it is an object that repeats
	// DisplayName.
	Name   json.RawMessage `json:"name"`
	Active *bool           `json:"active"`
	Emails []struct {
		Value string `json:"value"`
	} `json:"emails"`
	Employee struct {
		CompanyID  string `json:"companyUUID"`
		EmployeeID string `json:"employeeId"`
		JobTitle   string `json:"jobTitle"`
		ManagerID  string `json:"managerId"`
	} `json:"com:concur:Employee:1.0"`
	Expense struct {
		LoginID  string `json:"loginId"`
		Country  string `json:"countryCode"`
		Currency string `json:"reimbursementCurrency"`
	} `json:"com:concur:Expense:0.2"`
	CompanyDomain string `json:"companyDomain"`
	Meta          struct {
		PrincipalType string `json:"principalType"`
	} `json:"meta"`
}

// IsCompany tells a company from a person.
func (p Profile) IsCompany() bool { return p.Meta.PrincipalType == "company" }

// CompanyName is the name of a company; empty for a person.
func (p Profile) CompanyName() string {
	var name string
	if json.Unmarshal(p.Name, &name) != nil {
		return ""
	}
	return name
}

// Login is the login ID of a person: from the expense part of the profile, or
// else the first e-mail, which it usually is.
func (p Profile) Login() string {
	if p.Expense.LoginID != "" || len(p.Emails) == 0 {
		return p.Expense.LoginID
	}
	return p.Emails[0].Value
}

// Me reads the profile of the person of the user connection, or of the company
// where there is no person. The expense part must be asked for.
func (s *Session) Me(ctx context.Context) (Profile, error) {
	var me Profile
	err := s.do(ctx, request{operation: "profile_get_me", query: query("schema", "expense")}, &me)
	return me, err
}

// NameOf says what the account of a token is called: the login of a person, or the name
// of a company.
func (c *Client) NameOf(ctx context.Context, token auth.Token) (string, error) {
	me, err := (&Session{client: c, principal: token.Owner, only: &token}).Me(ctx)
	if err != nil {
		return "", err
	}
	return firstOf(me.CompanyName(), me.Login(), me.DisplayName), nil
}

// Principal reads the profile of a person or company by UUID. It is not on the page,
// and takes what Me takes (inferred).
func (s *Session) Principal(ctx context.Context, id UserID) (Profile, error) {
	var profile Profile
	err := s.do(ctx, request{
		operation: "profile_get_principal", about: id, path: map[string]string{"id": string(id)}, query: query("schema", "expense"),
	}, &profile)
	return profile, err
}
