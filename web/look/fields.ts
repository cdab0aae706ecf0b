/** Plain names for the fields of a credential. Fields: docs/protocol/w3c.md §3. */

import { inLanguage } from "./text.ts";

const en = {
  firstName: "First name",
  middleName: "Middle name",
  familyName: "Family name",
  maidenName: "Maiden name",
  dateOfBirth: "Date of birth",
  placeOfBirth: "Place of birth",
  nationality: "Nationality",
  gender: "Gender",
  email: "Email",
  phoneNumber: "Phone number",
  applicantId: "Applicant number",
  inquiryId: "Inquiry number",
  faceSignUserId: "Face account",
  governmentId: "Government id",
  governmentIdType: "Type of government id",
  ssn: "Social security number",
  idDocumentType: "Type of document",
  idDocumentNumber: "Document number",
  idDocumentCountry: "Country of the document",
  idDocumentDateOfIssue: "Document issued on",
  idDocumentDateOfExpiry: "Document valid until",
  idDocumentFrontFile: "Picture of the document, front",
  idDocumentBackFile: "Picture of the document, back",
  selfieFile: "Selfie",
  residentialAddress: "Address",
  residentialAddressStreet: "Street",
  residentialAddressHouseNumber: "House number",
  residentialAddressAdditionalAddressInfo: "Address, further line",
  residentialAddressPostalCode: "Postal code",
  residentialAddressCity: "City",
  residentialAddressRegion: "Region",
  residentialAddressCountry: "Country of residence",
  residentialAddressProofCategory: "Proof of address",
  residentialAddressProofDateOfIssue: "Proof of address issued on",
  residentialAddressProofFile: "Picture of the proof of address",
};

type Names = typeof en;

const de: Names = {
  firstName: "Vorname",
  middleName: "Zweiter Vorname",
  familyName: "Familienname",
  maidenName: "Geburtsname",
  dateOfBirth: "Geburtsdatum",
  placeOfBirth: "Geburtsort",
  nationality: "Staatsangehörigkeit",
  gender: "Geschlecht",
  email: "E-Mail",
  phoneNumber: "Telefonnummer",
  applicantId: "Antragsnummer",
  inquiryId: "Vorgangsnummer",
  faceSignUserId: "Gesichtskonto",
  governmentId: "Amtliche Nummer",
  governmentIdType: "Art der amtlichen Nummer",
  ssn: "Sozialversicherungsnummer",
  idDocumentType: "Art des Ausweises",
  idDocumentNumber: "Ausweisnummer",
  idDocumentCountry: "Land des Ausweises",
  idDocumentDateOfIssue: "Ausweis ausgestellt am",
  idDocumentDateOfExpiry: "Ausweis gültig bis",
  idDocumentFrontFile: "Bild des Ausweises, Vorderseite",
  idDocumentBackFile: "Bild des Ausweises, Rückseite",
  selfieFile: "Selfie",
  residentialAddress: "Adresse",
  residentialAddressStreet: "Straße",
  residentialAddressHouseNumber: "Hausnummer",
  residentialAddressAdditionalAddressInfo: "Adresszusatz",
  residentialAddressPostalCode: "Postleitzahl",
  residentialAddressCity: "Ort",
  residentialAddressRegion: "Region",
  residentialAddressCountry: "Wohnsitzland",
  residentialAddressProofCategory: "Adressnachweis",
  residentialAddressProofDateOfIssue: "Adressnachweis ausgestellt am",
  residentialAddressProofFile: "Bild des Adressnachweises",
};

const names = inLanguage<Names>({ en, de });

/** The plain name of a field; one without it has its own name, in words. */
export function fieldName(name: string): string {
  if (Object.hasOwn(names, name)) return names[name as keyof Names];
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
