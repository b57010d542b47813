package concur

import (
	"context"
	"encoding/xml"
	"errors"
)

// Delegator is somebody who made the person of the user connection a delegate
// (Expense Delegators v1.1 > schema Delegator), with what the delegate may do.
type Delegator struct {
	Login                 string `xml:"DelegatorXUserID"`
	CanApprove            letter `xml:"CanApprove"`
	CanPrepare            letter `xml:"CanPrepare"`
	CanSubmit             letter `xml:"CanSubmit"`
	CanTemporaryApprove   letter `xml:"CanTemporaryApprove"`
	CanViewReceipts       letter `xml:"CanViewReceipts"`
	ReceivesApprovalMails letter `xml:"ReceiveApprovalEmails"`
	ReceivesMails         letter `xml:"ReceivesEmails"`
}

// letter is Y or N on the wire.
type letter bool

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *letter) UnmarshalText(text []byte) error {
	*f = string(text) == "Y" || string(text) == "y"
	return nil
}

var errNoDelegators = errors.New("no list of delegators")

// Delegators lists who made the person of the user connection a delegate; inactive
// people only if asked for.
func (s *Session) Delegators(ctx context.Context, inactive bool) ([]Delegator, error) {
	operation := s.client.operations["get_delegators_v1"]
	r := request{operation: operation.Name, accept: "application/xml"}
	if inactive {
		r.query = query("includeInactive", "Y")
	}
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return nil, err
	}
	var list struct {
		XMLName    xml.Name
		Delegators []Delegator `xml:"Delegator"`
	}
	if err := xml.Unmarshal(answer.body, &list); err != nil {
		return nil, unreadable(operation, answer, err)
	}
	if list.XMLName.Local != "DelegatorsList" {
		return nil, unreadable(operation, answer, errNoDelegators)
	}
	return list.Delegators, nil
}
