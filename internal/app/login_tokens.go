package app

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/config"
)

// connectCompany redeems a company request token.
func (l *loginCommand) connectCompany(ctx context.Context, desk *desk, in *lines) (auth.Account, error) {
	id, token := l.Settings.CompanyID, l.Settings.Secrets.CompanyRequestToken
	if token.Empty() {
		say(desk.streams.Out, `A Concur administrator finds both under Administration > Company > Authentication Admin > Company Request Token.`)
		var err error
		if id == "" {
			if id, err = in.ask(ctx, desk.streams.Out, "The company's id (UUID): "); err != nil {
				return auth.Account{}, err
			}
		}
		if !config.IsUUID(id) {
			return auth.Account{}, errors.New("that is no UUID, so nothing was sent; it looks like 08a5b0a3-5d9c-4d8e-9c57-3d0a4d1f7e61")
		}
		if token, err = in.askSecret(ctx, desk.streams, "Company request token (not shown): "); err != nil {
			return auth.Account{}, err
		}
	}
	return desk.connections.ConnectRequestToken(ctx, l.principal(), auth.Company, id, token)
}

// connectByMail lets Concur mail a link. Nothing is at the end of it: the person
// carries it over.
func (l *loginCommand) connectByMail(ctx context.Context, desk *desk, in *lines) (auth.Account, error) {
	asked := auth.OTP{Email: l.OTP, Link: "http://" + l.Settings.CallbackListen + "/otp?", Scopes: desk.scopes(l.principal())}
	if err := desk.connections.SendOTP(ctx, asked); err != nil {
		return auth.Account{}, err
	}
	say(desk.streams.Out, "Concur has sent a link to %s. Do not open it: copy its address, or the token in it, and paste that here.", l.OTP)
	otp, err := in.askSecret(ctx, desk.streams, "Link or token (not shown): ")
	if err != nil {
		return auth.Account{}, err
	}
	if otp = auth.OTPOf(otp.Reveal()); otp.Empty() {
		return auth.Account{}, errors.New("that holds no token; run the command again for another mail")
	}
	return desk.connections.ConnectOTP(ctx, l.principal(), asked, otp)
}
